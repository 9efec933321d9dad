"""Small pictures of music by one painter after the other, measured."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from render.look import imagine_look
from render.oklch import lch_to_linear
from render.painters.renderer import PainterRenderer
from render.palette import make_palette
from render.request import picture_request
from training.picture_measures import Floats, Measures, ciede2000, linear_to_cielab, measure, own_colors, thumbnail, to_cielab
from vocabulary.descriptor import MusicDescriptor
from vocabulary.live_set import Section
from vocabulary.look import Color, Look

SIDE_PX = 192


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """A picture, measured, beside the look it was painted from.

    Attributes:
        look: Asked for.
        measures: Of its pixels.
        small: Its thumbnail in CIELAB.
        strangeness: dE2000 of each of its own colours to the nearest of the look's palette.
    """

    look: Look
    measures: Measures
    small: Floats
    strangeness: Floats


class Easel:
    """Paints with one painter; no style bends palette or settings."""

    def __init__(self, painter: str, renderer: PainterRenderer) -> None:
        self.painter = painter
        self._renderer = renderer

    def look(self, music: MusicDescriptor, seed: int = 0) -> Look:
        """How a passage on its own looks."""
        look = imagine_look(music, seed=seed)
        return replace(look, style=self.painter, painter=self.painter, palette=make_palette(music, music), settings=())

    def pixels(self, section: Section, music: MusicDescriptor, look: Look) -> NDArray[np.uint8]:
        """A small square picture."""
        request = picture_request(section, music, look, quality="final", width_px=SIDE_PX, height_px=SIDE_PX)
        return self._renderer.render(request)

    def paint(self, section: Section, music: MusicDescriptor, look: Look | None = None) -> Painted:
        """Paint and measure."""
        asked = look or self.look(music)
        lab = to_cielab(self.pixels(section, music, asked))
        return Painted(asked, measure(lab), thumbnail(lab), strangeness(lab, asked.palette))

    def thumbnail(self, section: Section, music: MusicDescriptor, look: Look | None = None) -> Floats:
        """Paint, and keep the thumbnail only."""
        return thumbnail(to_cielab(self.pixels(section, music, look or self.look(music))))


def strangeness(lab: Floats, palette: Sequence[Color]) -> Floats:
    """How far each of a picture's own colours is from the palette, dE2000."""
    colors = linear_to_cielab(np.array([np.clip(lch_to_linear((one.lightness, one.chroma, one.hue)), 0, 1) for one in palette]))
    return np.asarray(ciede2000(own_colors(lab)[0][:, None], colors).min(axis=1))
