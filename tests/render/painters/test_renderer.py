from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from render.checks import is_black_or_flat
from render.look import imagine_look
from render.painters import catalogue
from render.painters.canvas import Canvas, Moment
from render.painters.renderer import PAINTERS, PainterRenderer, open_context, sheet_for
from render.request import picture_request
from render.style_files import shipped_styles
from tests.render.music import descriptor, note, section
from tests.render.ssim import ssim
from vocabulary.descriptor import MusicDescriptor
from vocabulary.errors import RenderError
from vocabulary.live_set import Section
from vocabulary.pictures import PictureRequest
from vocabulary.units import Ticks

pytestmark = pytest.mark.gl
Pixels = NDArray[np.uint8]
hands = pytest.mark.parametrize("style", sorted(PAINTERS))


@pytest.fixture(scope="module")
def renderer() -> Iterator[PainterRenderer]:
    renderer = PainterRenderer()
    yield renderer
    renderer.close()


@pytest.fixture(scope="module")
def canvas() -> Iterator[Canvas]:
    context = open_context()
    yield Canvas(context)
    context.release()


def request(
    style: str,
    music: MusicDescriptor | None = None,
    notes: Section | None = None,
    width: int = 256,
    height: int | None = None,
    seed: int = 0,
) -> PictureRequest:
    music = music or descriptor()
    look = imagine_look(music, style=style, seed=seed)
    return picture_request(notes or section(), music, look, quality="final", width_px=width, height_px=height or width)


def difference(one: Pixels, other: Pixels) -> float:
    """Mean absolute difference, 0..255."""
    return float(np.abs(one.astype(float) - other.astype(float)).mean())


@hands
def test_the_same_request_gives_the_same_bytes(renderer: PainterRenderer, style: str) -> None:
    first = renderer.render(request(style)).tobytes()
    renderer.render(request(style, descriptor(-0.5, 0.7), width=100))

    assert renderer.render(request(style)).tobytes() == first


@hands
def test_another_context_gives_the_same_bytes(renderer: PainterRenderer, style: str) -> None:
    other = PainterRenderer()

    pixels = other.render(request(style))

    other.close()
    assert pixels.tobytes() == renderer.render(request(style)).tobytes()


@hands
@pytest.mark.parametrize(("width", "height"), [(64, 64), (320, 180), (180, 320), (500, 100), (16, 16), (257, 131)])
def test_any_size_and_aspect_is_filled(renderer: PainterRenderer, style: str, width: int, height: int) -> None:
    pixels = renderer.render(request(style, width=width, height=height))

    assert pixels.shape == (height, width, 3)
    assert pixels.dtype == np.uint8
    assert not is_black_or_flat(pixels)


@hands
@pytest.mark.parametrize("emotion", [(0.6, 0.5), (-0.6, -0.5)])
def test_a_composition_is_the_same_at_every_size(renderer: PainterRenderer, style: str, emotion: tuple[float, float]) -> None:
    small, large = (
        np.asarray(
            Image.fromarray(renderer.render(request(style, descriptor(*emotion), width=side))).resize((256, 256), Image.Resampling.BOX)
        )
        for side in (1024, 3000)
    )

    assert ssim(small, large) >= 0.95


@hands
@pytest.mark.parametrize("emotion", [(0.8, 0.8), (-0.8, 0.8), (-0.8, -0.8), (0.8, -0.8), (0.0, 0.0)])
def test_every_mood_gives_a_picture_with_contrast(renderer: PainterRenderer, style: str, emotion: tuple[float, float]) -> None:
    pixels = renderer.render(request(style, descriptor(*emotion)))

    luma = pixels.astype(float) @ np.array([0.2126, 0.7152, 0.0722])
    assert luma.std() > 12
    assert luma.mean() > 20


@hands
@pytest.mark.parametrize("count", [0, 1, 3, 5000])
def test_no_note_and_thousands_of_notes_are_painted(renderer: PainterRenderer, style: str, count: int) -> None:
    pixels = renderer.render(request(style, notes=section(notes=count, drums=count > 3)))

    assert not is_black_or_flat(pixels)


@hands
def test_drums_alone_are_painted(renderer: PainterRenderer, style: str) -> None:
    full = section()

    assert not is_black_or_flat(renderer.render(request(style, notes=replace(full, parts=full.parts[2:]))))


@hands
def test_other_notes_give_another_picture(renderer: PainterRenderer, style: str) -> None:
    one, other = (renderer.render(request(style, notes=section(seed=seed))) for seed in (0, 1))

    assert difference(one, other) > 1.0


@hands
def test_a_moved_note_moves_ink_and_leaves_most_as_it_is(renderer: PainterRenderer, style: str) -> None:
    plain = section()
    lead = plain.parts[0]
    last = lead.notes[-1]
    moved = tuple(sorted((*lead.notes[:-1], replace(last, pitch=last.pitch - 7))))
    edited = replace(plain, parts=(replace(lead, notes=moved), *plain.parts[1:]))

    one, other = renderer.render(request(style, notes=plain)), renderer.render(request(style, notes=edited))

    changed = np.abs(one.astype(int) - other.astype(int)).max(axis=2) > 8
    assert 5 < changed.sum() < 0.5 * changed.size


@hands
def test_louder_and_longer_notes_are_seen(renderer: PainterRenderer, style: str) -> None:
    plain = replace(section(notes=12, drums=False))
    lead = plain.parts[0]
    loud = replace(lead, notes=(replace(lead.notes[0], velocity=12700, duration=Ticks(lead.notes[0].duration * 3)), *lead.notes[1:]))

    one, other = (renderer.render(request(style, notes=replace(plain, parts=(part, plain.parts[1])))) for part in (lead, loud))

    assert (np.abs(one.astype(int) - other.astype(int)).max(axis=2) > 8).sum() > 10


@hands
def test_another_seed_gives_another_composition(renderer: PainterRenderer, style: str) -> None:
    one, other = (renderer.render(request(style, seed=seed)) for seed in (0, 1))

    assert difference(one, other) > 2.0


@hands
def test_chords_are_seen(renderer: PainterRenderer, style: str) -> None:
    plain = request(style)
    other = replace(
        plain, chords=tuple((start, end, (root + 3 * (index % 2)) % 12, "A:7") for index, (start, end, root, _) in enumerate(plain.chords))
    )

    assert difference(renderer.render(plain), renderer.render(other)) > 0.2


def test_the_hands_differ_strongly(renderer: PainterRenderer) -> None:
    one, other = (renderer.render(request(style)) for style in ("paper", "orbits"))

    assert ssim(one, other) < 0.5


@hands
def test_smooth_surfaces_do_not_band(renderer: PainterRenderer, style: str) -> None:
    pixels = renderer.render(request(style, descriptor(-0.7, -0.6), notes=section(notes=3, drums=False), width=512))

    runs = (np.diff(pixels[40].astype(int), axis=0) == 0).all(axis=1)
    longest = max(len(run) for run in "".join("x" if same else " " for same in runs).split(" "))
    assert longest < 60


def test_odd_meters_shape_the_polygons(renderer: PainterRenderer) -> None:
    harsh = descriptor(-0.3, 0.6, articulation=0.05, dissonance=0.5)
    five, four = (replace(request("orbits", harsh), signature_numerator=beats) for beats in (5, 4))

    assert difference(renderer.render(five), renderer.render(four)) > 2.0


def test_an_unknown_painter_names_the_choices(renderer: PainterRenderer) -> None:
    plain = request("paper")

    with pytest.raises(RenderError, match=f"choose one of: {', '.join(PAINTERS)}"):
        renderer.render(replace(plain, look=replace(plain.look, painter="oil")))


def test_missing_opengl_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise Exception("cannot detect OpenGL context")

    monkeypatch.setattr("moderngl.create_standalone_context", refuse)

    with pytest.raises(RenderError, match=r"no OpenGL 3\.3 here .*; (install Mesa|update the graphics driver)"):
        PainterRenderer().render(request("paper"))


def test_every_style_has_its_painter_and_every_painter_its_row() -> None:
    assert {style.painter for style in shipped_styles().values()} == set(PAINTERS)
    assert [info.name for info in catalogue.PAINTERS] == list(PAINTERS)


@hands
def test_a_picture_at_rest_is_the_still_picture_and_comes_back_to_it(canvas: Canvas, style: str) -> None:
    asked = request(style)
    with canvas.context, sheet_for(canvas, asked) as still:
        PAINTERS[asked.look.painter](still, asked)
        expected = still.pixels().tobytes()
    with canvas.context, sheet_for(canvas, asked, moving=True) as moving:
        PAINTERS[asked.look.painter](moving, asked)
        moving.replay(Moment(3.7, 0.8, 1.0, 0.9))
        moving.replay(Moment())

        assert moving.pixels().tobytes() == expected


def test_a_note_at_the_very_end_is_drawn(renderer: PainterRenderer) -> None:
    full = section(notes=3, drums=False)
    late = replace(full.parts[0], notes=(*full.parts[0].notes, note(31.99, 84, 4.0)))

    for style in PAINTERS:
        assert not is_black_or_flat(renderer.render(request(style, notes=replace(full, parts=(late,)))))
