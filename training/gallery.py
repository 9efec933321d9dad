"""Make the gallery page of the docs: every painter over twelve songs of different character, with what each song is beside.

    python -m training.gallery --data DIR [-o docs] [--songs 12] [--side 240]

Songs are those of the data that differ most from one another in emotion, texture and rhythm; they are not named.
"""

import argparse
import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from analysis.describe import describe
from analysis.sections import song_section
from render.choose_style import facts_of
from render.look import imagine_look
from render.painters.catalogue import PAINTERS
from render.painters.renderer import PainterRenderer
from render.request import picture_request
from songs.open_song import open_song
from sonochrome.commands.look_values import hex_of
from training.contact_sheets import FOLDERS
from vocabulary.descriptor import MusicDescriptor
from vocabulary.errors import SonochromeError
from vocabulary.live_set import Section

log = logging.getLogger(__name__)

_FEWEST_NOTES, _MOST_NOTES = 60, 20_000
_CANDIDATES = 90
_ACROSS = 5
_GAP_PX = 6
_GROUND = (28, 28, 30)
_FACTS = ("valence", "arousal", "articulation", "drums", "density", "register", "regularity", "dissonance")


@dataclass(frozen=True, slots=True)
class Song:
    """A song of the gallery: its music and what it is."""

    section: Section
    music: MusicDescriptor


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Make the gallery page of the docs.")
    parser.add_argument("--data", type=Path, required=True, help="folder with songs in subfolders")
    parser.add_argument("-o", "--output", type=Path, default=Path("docs"), help="folder for gallery.md and pictures/gallery")
    parser.add_argument("--songs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0, help="another number, other songs")
    parser.add_argument("--side", type=int, default=240, help="pixels of a picture's side")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    pictures = arguments.output / "pictures" / "gallery"
    pictures.mkdir(parents=True, exist_ok=True)
    songs = most_different(list(_candidates(arguments.data, arguments.seed)), arguments.songs)
    renderer = PainterRenderer()
    text = [_HEAD.format(songs=len(songs), painters=len(PAINTERS), names=", ".join(info.name for info in PAINTERS))]
    for number, song in enumerate(songs, 1):
        rows = [paint(renderer, song, info.name, arguments.side) for info in PAINTERS]
        file = pictures / f"song_{number:02}.jpg"
        _montage(rows).save(file, quality=86, optimize=True)
        text.append(_told(number, song, f"pictures/gallery/{file.name}"))
        log.info("song %d: %s", number, character(song.music))
    (arguments.output / "gallery.md").write_text("\n".join(text), "utf-8")


def paint(renderer: PainterRenderer, song: Song, painter: str, side_px: int) -> NDArray[np.uint8]:
    """The song by the style that has the painter's own name."""
    look = imagine_look(song.music, style=painter)
    return renderer.render(picture_request(song.section, song.music, look, quality="final", width_px=side_px, height_px=side_px))


def most_different(songs: Sequence[Song], count: int) -> list[Song]:
    """Songs far from one another: the one nearest the middle, then always that which is farthest from all chosen (Gonzalez 1985)."""
    places = np.array([[facts_of(song.music)[fact] for fact in _FACTS] for song in songs])
    chosen = [int(np.argmin(np.linalg.norm(places - places.mean(0), axis=1)))]
    while len(chosen) < min(count, len(songs)):
        distances = np.linalg.norm(places[:, None] - places[None, chosen], axis=2).min(1)
        chosen.append(int(np.argmax(distances)))
    return [songs[index] for index in sorted(chosen, key=lambda index: (-songs[index].music.emotion.arousal, index))]


def character(music: MusicDescriptor) -> str:
    """A song in a few words: "fast and glad, F major, 4 parts with drums"."""
    emotion, texture = music.emotion, music.texture
    pace = "fast" if music.rhythm.notes_per_second > 8 else "slow" if music.rhythm.notes_per_second < 3 else "moderate"
    mood = {(True, True): "glad", (True, False): "calm", (False, True): "tense", (False, False): "sad"}
    parts = f"{texture.parts} part{'s' if texture.parts != 1 else ''}{' with drums' if texture.drums else ''}"
    return f"{pace} and {mood[emotion.valence >= 0, emotion.arousal >= 0]}, {music.key.name}, {parts}"


def _candidates(data: Path, seed: int) -> Iterator[Song]:
    """Songs from the folders in turn."""
    files = {folder: sorted(path for path in (data / folder).rglob("*") if path.suffix in (".als", ".mid")) for folder in set(FOLDERS)}
    dice = random.Random(seed)
    for turn in range(_CANDIDATES):
        candidates = files[FOLDERS[turn % len(FOLDERS)]]
        if not candidates:
            raise SystemExit(f"no songs in {data / FOLDERS[turn % len(FOLDERS)]}; is --data right?")
        try:
            song = open_song(dice.choice(candidates))
        except SonochromeError as error:
            log.debug("passed over: %s", error)
            continue
        section = song_section(song.live_set, tempo_map=song.tempo_map, signatures=song.signatures)
        if _FEWEST_NOTES <= sum(len(part.notes) for part in section.parts) <= _MOST_NOTES:
            yield Song(section, describe(section))


def _montage(pictures: Sequence[NDArray[np.uint8]]) -> Image.Image:
    side = pictures[0].shape[0]
    across = min(_ACROSS, len(pictures))
    rows = -(-len(pictures) // across)
    sheet = Image.new("RGB", (across * (side + _GAP_PX) - _GAP_PX, rows * (side + _GAP_PX) - _GAP_PX), _GROUND)
    for index, pixels in enumerate(pictures):
        sheet.paste(Image.fromarray(pixels), (index % across * (side + _GAP_PX), index // across * (side + _GAP_PX)))
    return sheet


def _told(number: int, song: Song, picture: str) -> str:
    """The song's part of the page."""
    music, emotion = song.music, song.music.emotion
    look = imagine_look(music)
    chords = " ".join(dict.fromkeys(chord.label for chord in music.chords if chord.label != "N")) or "none"
    genre = f"{music.genre.name}{f', {music.genre.subgenre}' if music.genre.subgenre else ''}"
    lines = (
        ("key", music.key.name),
        ("tempo", f"{music.tempo:.0f} bpm, {music.signature_numerator}/{music.signature_denominator}, {music.note_count} notes"),
        ("emotion", f"valence {emotion.valence:+.2f}, arousal {emotion.arousal:+.2f}: {', '.join(emotion.reasons[:3])}"),
        ("genre", genre),
        ("chords", chords if len(chords) < 90 else f"{chords[:90].rsplit(' ', 1)[0]} ..."),
        ("words", ", ".join(keyword.word for keyword in music.keywords[:6])),
        ("palette", " ".join(f"`{hex_of(color)}`" for color in look.palette)),
        ("fitting style", f"{look.style}: {look.reasons[-1].split(': ', 1)[-1]}"),
    )
    table = "\n".join(f"| {name} | {value} |" for name, value in lines)
    alt = f"song {number} by {len(PAINTERS)} painters"
    return f"## {number}. {_upper(character(music))}\n![{alt}]({picture})\n\n| | |\n|---|---|\n{table}\n"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


_HEAD = """# Gallery: every painter, {songs} songs

Made by `python -m training.gallery --data DIR`. Each song is painted whole by all {painters} painters, from left to right and top to
bottom: {names}. The colours of a song are the same for all of them, for they are what the music feels like; the hand is what the
painter makes of its notes. What the analysis says of the song stands below.
"""


if __name__ == "__main__":
    main()
