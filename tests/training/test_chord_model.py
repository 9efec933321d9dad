import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.chord_features import CUES, KINDS, ChordFeatures, surroundings
from analysis.chord_network import learned_scores

torch = pytest.importorskip("torch")

from training import chord_model  # noqa: E402  torch first: it is not installed everywhere
from training.chord_model import ChordNetwork, Lesson, sequence_losses, train  # noqa: E402


def lesson(seed: int, beats: int) -> Lesson:
    random = np.random.default_rng(seed)
    classes = random.uniform(size=(KINDS, 12, beats)).astype(np.float32)
    features = ChordFeatures(classes, random.uniform(size=(CUES, beats)).astype(np.float32), np.zeros(beats, np.int64))
    return Lesson(features, random.integers(-1, 157, beats), 1.0)


@pytest.fixture
def one_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chord_model, "EPOCHS", 1)


@pytest.mark.usefixtures("one_epoch")
def test_training_twice_gives_the_same_bits() -> None:
    lessons = [lesson(1, 60), lesson(2, 7)]

    once, again = train(lessons), train(lessons)

    for name in once.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(once, name), getattr(again, name))


@pytest.mark.usefixtures("one_epoch")
@pytest.mark.parametrize("beats", [1, 2, 30])
def test_numpy_finds_what_torch_finds(beats: int) -> None:
    weights = train([lesson(1, 60)])
    features = lesson(3, beats).features
    network = ChordNetwork().eval()
    network.load_state_dict({f"arrays.{name}": torch.tensor(getattr(weights, name)) for name in network.arrays})

    scores, costs = learned_scores(features, weights)
    classes = _framed(features.classes.reshape(KINDS * 12, beats).T)
    cues = _framed(np.concatenate([features.cues, surroundings(features.cues)]).T)
    with torch.no_grad():
        expected, expected_costs = network(torch.from_numpy(classes)[None], torch.from_numpy(cues)[None])

    np.testing.assert_allclose(scores, expected[0].numpy(), atol=1e-4)
    np.testing.assert_allclose(costs, expected_costs[0].numpy() * weights.cost_scale, atol=1e-4)


def test_the_loss_is_what_counting_all_paths_gives() -> None:
    random = np.random.default_rng(4)
    scores, costs = random.normal(size=(1, 4, 3)), random.uniform(0.5, 2, (1, 4))
    states = np.array([[0, -1, 2, 1]])

    found = sequence_losses(*(torch.tensor(a) for a in (scores, costs, states, np.array([[True, True, True, False]]))))

    worths = {path: _worth(np.array(path), scores[0], costs[0]) for path in itertools.product(range(3), repeat=3)}
    right = sum(worth for path, worth in worths.items() if path[0] == 0 and path[2] == 2)
    assert float(found) == pytest.approx(np.log(sum(worths.values())) - np.log(right), abs=1e-5)


def _worth(path: NDArray[np.int64], scores: NDArray[np.float64], costs: NDArray[np.float64]) -> float:
    """A path's weight; a stay may also be made by paying for a change to the same chord."""
    worth = np.exp(scores[range(len(path)), path].sum())
    for beat in range(1, len(path)):
        worth *= np.exp(-costs[beat]) + (path[beat] == path[beat - 1])
    return float(worth)


def _framed(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.pad(rows, ((chord_model.REACH, chord_model.REACH), (0, 0)))
