"""Train the network that judges keys, on POP909-CL's key signatures and the keys of DCML's Mozart.

    python -m training.train_keys --data DIR [--out FOLDER]

writes `keys.safetensors` and its card `keys.md`. Deterministic: the same bytes each time on one machine.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from analysis.key_evidence import CHANNELS, key_evidence
from analysis.key_judges import network_input, network_judge
from analysis.keys import FEWEST_NOTES
from analysis.local_keys import key_path
from analysis.pitch import sounding_shares
from training.figures import Figure
from training.fit_key_confidence import fit_logistic
from training.folds import grouped_folds
from training.key_songs import FOUND, MODES, MOZART, POP, KeyClip, KeySong, key_songs, random_clips
from training.model_card import ModelCard, save_weights
from training.options import read_training_options

Arrays = Mapping[str, NDArray[np.float32]]

CLIPS = {2: 4, 4: 8, 8: 12, 16: 8, 32: 4}
"""Clips of each song to learn from, by bars; the whole song comes on top."""
CHECK_CLIPS = {4: 2, 8: 2, 16: 2, 32: 1}
"""Further clips, of songs left out, that the confidence is fitted on."""
UNITS, DROPOUT = 24, 0.3
EPOCHS, BATCH, RATE, DECAY = 14, 256, 3e-3, 0.1
FOLDS = 5


def main() -> None:
    """Train on everything, with the confidence fitted on songs left out."""
    options = read_training_options("keys", "the network that judges keys", ("pop909_cl", "dcml"))
    from training.evaluate_keys import clip_confusion, learned_figures

    songs = key_songs(options.data)
    shown = training_clips(songs)
    networks = fold_networks(songs, shown)
    weights = dict(train_network(shown, seed=FOLDS))
    weights["confidence"] = networks[0]["confidence"]
    print(save_weights(options.out, _card(songs, learned_figures(songs, networks), clip_confusion(songs, networks)), weights))


def training_clips(songs: Sequence[KeySong]) -> list[KeyClip]:
    """All clips to learn from that have notes enough for a key."""
    everything = list(songs)
    clips = [KeyClip(number, 0, song.passage, song.key) for number, song in enumerate(songs)]
    clips += [clip for number in range(len(songs)) for clip in random_clips(everything, number, CLIPS, seed=0)]
    return [clip for clip in clips if int((~clip.passage.drums).sum()) >= FEWEST_NOTES]


def folds_of(songs: Sequence[KeySong]) -> NDArray[np.int64]:
    """The fold 0..4 of each song; the movements of one sonata stay together."""
    return grouped_folds([song.name.split("-")[0] for song in songs], FOLDS)


def fold_networks(songs: Sequence[KeySong], shown: Sequence[KeyClip]) -> list[Arrays]:
    """One network a fold, which has not seen that fold's songs; all with the confidence that was fitted on songs left out."""
    folds = folds_of(songs)
    networks = [train_network([clip for clip in shown if folds[clip.song] != fold], seed=fold) for fold in range(FOLDS)]
    confidence = fit_confidence(songs, networks, folds)
    return [{**network, "confidence": confidence} for network in networks]


def train_network(clips: Sequence[KeyClip], seed: int) -> Arrays:
    """Train one network; the twelve transpositions of a clip are one, since all tonics share the weights."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(seed)
    seen, truth = (torch.from_numpy(array) for array in training_arrays(clips))
    network = torch.nn.Sequential(
        torch.nn.Linear(len(CHANNELS) * 12, UNITS), torch.nn.ReLU(), torch.nn.Dropout(DROPOUT), torch.nn.Linear(UNITS, 2)
    )
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(clips) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps + 1)
    for _ in range(EPOCHS):
        order = torch.randperm(len(clips))
        for batch in order[: len(clips) // BATCH * BATCH].split(BATCH):
            scores = network(seen[batch]).transpose(1, 2).reshape(len(batch), 24)
            loss = torch.nn.functional.cross_entropy(scores, truth[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    state = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    return {
        "hidden": np.ascontiguousarray(state["0.weight"].T),
        "hidden_bias": state["0.bias"],
        "out": np.ascontiguousarray(state["3.weight"].T),
        "out_bias": state["3.bias"],
        "confidence": np.zeros(5, np.float32),
    }


def training_arrays(clips: Sequence[KeyClip]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """What the network sees of each clip from each tonic, shape (clips, 12, channels * 12), and the true key 0..23."""
    turns = (np.arange(12)[:, None] + np.arange(12)) % 12
    seen, truth = [], []
    for clip in clips:
        evidence = key_evidence(clip.passage, sounding_shares(clip.passage)).sum(axis=0, keepdims=True)
        seen.append(network_input(evidence).reshape(len(CHANNELS), 12)[:, turns].transpose(1, 0, 2).reshape(12, -1))
        lowest = int(clip.passage.pitched().pitches.min())
        truth.append((clip.key.tonic - lowest) % 12 + (12 if clip.key.mode == "minor" else 0))
    return np.array(seen, np.float32), np.array(truth)


def fit_confidence(songs: Sequence[KeySong], networks: Sequence[Arrays], folds: NDArray[np.int64]) -> NDArray[np.float32]:
    """Logistic weights of "the key is right" on clips and whole songs, each judged by the network that has not seen the song."""
    rows, right = confidence_rows(songs, networks, folds)
    return fit_logistic(rows, right).astype(np.float32)


def confidence_rows(
    songs: Sequence[KeySong], networks: Sequence[Arrays], folds: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What confidence weighs, for whole songs and clips of them that were left out, and whether the key is right."""
    judges, everything = [network_judge(network) for network in networks], list(songs)
    rows, right = [], []
    for number, song in enumerate(songs):
        for clip in (KeyClip(number, 0, song.passage, song.key), *random_clips(everything, number, CHECK_CLIPS, seed=1)):
            path = key_path(clip.passage, judges[folds[number]])
            if path:
                rows.append(path.traits)
                right.append(float(path.is_key(clip.key.tonic, clip.key.mode == "minor")))
    return np.array(rows), np.array(right)


def _card(songs: Sequence[KeySong], figures: Sequence[Figure], confusion: NDArray[np.int64]) -> ModelCard:
    return ModelCard(
        name="keys",
        purpose="In: duration, onsets, bass, top and chord roots of a stretch of notes by pitch class; out: scores of 24 keys.",
        command="python -m training.train_keys --data DIR",
        data=(
            (POP, "MIT", sum(song.corpus == POP for song in songs)),
            (MOZART, "CC BY-NC-SA 4.0", sum(song.corpus == MOZART for song in songs)),
        ),
        may_sell='Ask a lawyer: part of the training data forbids commercial use; `models = "formula"` uses none of it.',
        split="five folds, each judged by a network that has not seen its songs; the movements of one sonata stay together",
        figures=figures,
        confusion=(MODES, confusion),
        columns=FOUND,
        notes=(
            f"One hidden layer of {UNITS} units, shared by the twelve tonics, on square roots of {len(CHANNELS)} x 12 shares; trained on "
            "whole songs and on random clips of 2 to 32 bars. The correlation with Albrecht and Shanahan's profiles is added, "
            "and Viterbi's algorithm over bars finds modulations; the song's key is the one that holds longest. "
            "The array `confidence` turns scores into the probability that the key is right; fitted on songs left out.",
            "It falls short where major and relative minor share all notes: most errors on pop are the relative key.",
        ),
    )


if __name__ == "__main__":
    main()
