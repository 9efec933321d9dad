"""Which painters there are and what can be set in each; data only, so that styles are checked without OpenGL."""

from dataclasses import dataclass

from vocabulary.look import Look


@dataclass(frozen=True, slots=True)
class Setting:
    """A number a style may set, low..high; `default` is the painter's own taste."""

    name: str
    low: float
    high: float
    default: float
    description: str


@dataclass(frozen=True, slots=True)
class PainterInfo:
    """A painter: its name, what it draws in one line, and its settings.

    Attributes:
        fibres: 0..1, how much of a paper's fibres show in the finished picture; 0 for light on a screen.
        vignette: 0..1, how much the rims darken.
    """

    name: str
    description: str
    settings: tuple[Setting, ...] = ()
    fibres: float = 1.0
    vignette: float = 0.16


PAINTERS: tuple[PainterInfo, ...] = (
    PainterInfo(
        "bauhaus",
        "a constructivist print: chords as circles and polygons on one diagonal, bass as bars, drums as a grid of dots",
        (
            Setting("scale", 0.7, 1.3, 1.0, "size of the main figure"),
            Setting("weight", 0.5, 1.6, 1.0, "thickness of bars, lines and arcs"),
        ),
        vignette=0.08,
    ),
    PainterInfo(
        "glass",
        "a leaded window: chords light the petals of a rose, the melody winds out of it as a leaved stem",
        (Setting("rose", 0.6, 1.5, 1.0, "how large its rings are"),),
        fibres=0.0,
        vignette=0.22,
    ),
    PainterInfo(
        "ink",
        "brush and ink: the melody as one great gesture, the bass as wash, drums as spatter, one seal",
        (
            Setting("dryness", -0.4, 0.4, 0.0, "below 0: wet and even, above: dry bristles"),
            Setting("weight", 0.5, 1.6, 1.0, "width of the brush"),
        ),
        vignette=0.08,
    ),
    PainterInfo(
        "light",
        "a long exposure: voices as moving lamps, veils of light between them, drums as sparks",
        (
            Setting("glow", 0.5, 2.0, 1.0, "how far the lens scatters light"),
            Setting("veil", 0.5, 1.6, 1.0, "width of the veils"),
        ),
        fibres=0.0,
        vignette=0.10,
    ),
    PainterInfo(
        "linocut",
        "a carved block in few flat inks: the melody as a plant before sun or moon, chords as rays, the bass as land",
        (Setting("leaves", 0.6, 1.5, 1.0, "size of the leaves"),),
        vignette=0.04,
    ),
    PainterInfo(
        "nebula",
        "pigments that drift in water, marbled paper or nebula: notes are drops, chords the whirls that stir them",
        (
            Setting("crisp", 0.0, 1.0, 0.5, "0: soft as clouds, 1: sharp as marbled paper"),
            Setting("swirl", 0.0, 2.0, 1.0, "how far the water is stirred"),
        ),
        fibres=0.6,
    ),
    PainterInfo("orbits", "geometry printed in four inks, turning like a record: rhythm as rings, chords as polygons"),
    PainterInfo("paper", "a landscape cut from layers of paper: each voice's contour is a horizon"),
    PainterInfo(
        "riso",
        "a stencil poster in three inks: chords as cut fields, the melody bends stripes, a leaf of the tones, stamped drums",
        (
            Setting("figure", 0.7, 1.4, 1.0, "size of the leaf"),
            Setting("register", 0.0, 2.0, 1.0, "how far the plates lie out of register"),
        ),
        fibres=0.7,
        vignette=0.0,
    ),
    PainterInfo(
        "weave",
        "a cloth on a wall: chords as rings of one ikat motif, the bass as stripes, drums as a border, notes as lozenges",
        (
            Setting("thread", 0.6, 1.6, 1.0, "thickness of the yarn"),
            Setting("slub", 0.0, 2.0, 1.0, "how uneven the yarn is"),
        ),
        fibres=0.2,
        vignette=0.10,
    ),
)


def painter_info(name: str) -> PainterInfo:
    """A painter's row.

    Raises:
        KeyError: for an unknown name.
    """
    return _BY_NAME[name]


def setting(look: Look, name: str) -> float:
    """What the look's style sets, or the painter's own value.

    Raises:
        KeyError: for a setting its painter does not have.
    """
    known = {one.name: one.default for one in painter_info(look.painter).settings}
    return {**known, **dict(look.settings)}[name]


_BY_NAME = {info.name: info for info in PAINTERS}
