"""Draw every painter over different songs into one numbered sheet each, to be looked at and judged.

    python -m training.contact_sheets --data DIR -o DIR [--songs 10] [--seed 0] [--side 480] [--sections]

Songs are taken in turn from the folders of `--data`, so that kinds of music differ; which song has which number is logged, not
drawn, so that pictures can be judged blind. With `--sections`, sheets show the sections of one song each instead.
"""

import argparse
import logging
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from analysis.describe import describe
from analysis.sections import arrangement_sections, song_section
from render.look import imagine_look
from render.painters.catalogue import PAINTERS
from render.painters.renderer import PainterRenderer
from render.png import write_png
from render.request import picture_request
from songs.open_song import open_song
from vocabulary.descriptor import MusicDescriptor
from vocabulary.errors import SonochromeError
from vocabulary.live_set import Section, Song

log = logging.getLogger(__name__)

FOLDERS = ("live_sets", "vgmidi", "genre_midi", "pop909_cl", "emopia", "web_midi", "freedoom", "dcml", "live_sets", "groove")
_MARGIN = 12
_FEWEST_NOTES = 24


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Draw every painter over different songs into one numbered sheet each.")
    parser.add_argument("--data", type=Path, required=True, help="folder with songs in subfolders")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder for the sheets")
    parser.add_argument("--songs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0, help="another number, other songs")
    parser.add_argument("--side", type=int, default=480, help="pixels of a picture's side")
    parser.add_argument("--styles", default=",".join(info.name for info in PAINTERS), help="names, joined by commas; usually one a painter")
    parser.add_argument("--sections", action="store_true", help="show the sections of each song, one sheet a song")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    arguments.output.mkdir(parents=True, exist_ok=True)
    renderer = PainterRenderer()
    chosen = list(_choose(arguments.data, arguments.songs, arguments.seed))
    for number, (path, song, section, whole) in enumerate(chosen, 1):
        music = describe(section)
        emotion = music.emotion
        log.info(
            "%d %s: %s, %s, %d notes, %.0f bpm, valence %+.2f, arousal %+.2f",
            *(number, path.name, section.name, music.key.name, music.note_count, music.tempo, emotion.valence, emotion.arousal),
        )
        if arguments.sections:
            _write_sheet(arguments.output / f"song_{number}.png", list(_sections_of(renderer, song, whole, arguments.side)))
    if not arguments.sections:
        for style in arguments.styles.split(","):
            pictures = [_picture(renderer, section, whole, style, arguments.side) for _, _, section, whole in chosen]
            _write_sheet(arguments.output / f"{style}.png", pictures)


def _choose(data: Path, count: int, seed: int) -> Iterator[tuple[Path, Song, Section, MusicDescriptor]]:
    """Songs from the folders in turn, each with its fullest section and what the whole is."""
    files = {folder: sorted(path for path in (data / folder).rglob("*") if path.suffix in (".als", ".mid")) for folder in set(FOLDERS)}
    dice = random.Random(seed)
    found = 0
    tries = 0
    while found < count and tries < 40 * count:
        tries += 1
        candidates = files[FOLDERS[found % len(FOLDERS)]]
        if not candidates:
            raise SystemExit(f"no songs in {data / FOLDERS[found % len(FOLDERS)]}; is --data right?")
        path = dice.choice(candidates)
        try:
            song = open_song(path)
        except SonochromeError as error:
            log.debug("%s: %s", path, error)
            continue
        sections = _cut(song)
        if sections and max(_note_count(section) for section in sections) >= _FEWEST_NOTES:
            found += 1
            yield path, song, max(sections, key=_note_count), describe(_whole(song))


def _cut(song: Song) -> tuple[Section, ...]:
    return arrangement_sections(song.live_set, tempo_map=song.tempo_map, signatures=song.signatures)


def _whole(song: Song) -> Section:
    return song_section(song.live_set, tempo_map=song.tempo_map, signatures=song.signatures)


def _note_count(section: Section) -> int:
    return sum(len(part.notes) for part in section.parts)


def _sections_of(renderer: PainterRenderer, song: Song, whole: MusicDescriptor, side: int) -> Iterator[NDArray[np.uint8]]:
    for section in _cut(song)[:10]:
        yield _picture(renderer, section, whole, None, side)


def _picture(renderer: PainterRenderer, section: Section, whole: MusicDescriptor, style: str | None, side: int) -> NDArray[np.uint8]:
    music = describe(section)
    look = imagine_look(music, whole, style=style)
    return renderer.render(picture_request(section, music, look, quality="final", width_px=side, height_px=side))


def _write_sheet(path: Path, pictures: Sequence[NDArray[np.uint8]]) -> None:
    """Pictures in rows of five with their numbers below, on neutral grey."""
    side = pictures[0].shape[0]
    rows = -(-len(pictures) // 5)
    label = max(16, side // 16)
    sheet = Image.new("RGB", (5 * (side + _MARGIN) + _MARGIN, rows * (side + label + _MARGIN) + _MARGIN), (64, 64, 64))
    draw = ImageDraw.Draw(sheet)
    for index, pixels in enumerate(pictures):
        x, y = _MARGIN + index % 5 * (side + _MARGIN), _MARGIN + index // 5 * (side + label + _MARGIN)
        sheet.paste(Image.fromarray(pixels), (x, y))
        draw.text((x, y + side), str(index + 1), fill=(230, 230, 230), font=ImageFont.load_default(label * 0.8))
    write_png(path, np.asarray(sheet))
    log.info("%s", path)


if __name__ == "__main__":
    main()
