"""How the music looks: the values that turn a descriptor into a picture, each with its reason."""

from dataclasses import dataclass
from typing import Literal

from vocabulary.descriptor import check_unit

ColorRole = Literal["ground", "shadow", "body", "second", "accent", "light"]
COLOR_ROLES: tuple[ColorRole, ...] = ("ground", "shadow", "body", "second", "accent", "light")
MotionKind = Literal["drift", "sway", "pulse", "turn"]


@dataclass(frozen=True, slots=True)
class Color:
    """A colour in OKLCH with the role it plays and why.

    Source: Ottosson (2020), "A perceptual color space for image processing".

    Attributes:
        lightness: 0..1.
        chroma: 0..0.4.
        hue: Degrees, 0..360.
        because: Plain words.
    """

    role: ColorRole
    lightness: float
    chroma: float
    hue: float
    because: str = ""

    def __post_init__(self) -> None:
        check_unit("lightness", self.lightness)
        check_unit("chroma", self.chroma, 0.0, 0.4)
        check_unit("hue", self.hue, 0.0, 360.0)


@dataclass(frozen=True, slots=True)
class Light:
    """Where the light comes from: angle in degrees (0 = right, 90 = above), height and contrast 0..1."""

    angle: float = 60.0
    height: float = 0.5
    contrast: float = 0.5
    because: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Shape of what is drawn, all 0..1, with one reason each in `because` ("roundness: legato strings")."""

    roundness: float = 0.5
    density: float = 0.5
    symmetry: float = 0.5
    scale: float = 0.5
    dispersion: float = 0.5
    motion: float = 0.5
    grain: float = 0.3
    because: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("roundness", "density", "symmetry", "scale", "dispersion", "motion", "grain"):
            check_unit(name, getattr(self, name))


@dataclass(frozen=True, slots=True)
class Motion:
    """How a picture moves on a stage.

    Attributes:
        kind: What it does.
        speed: 0..1, from tempo and arousal.
        strength: 0..1, how far.
    """

    kind: MotionKind = "drift"
    speed: float = 0.5
    strength: float = 0.5
    because: str = ""

    def __post_init__(self) -> None:
        check_unit("speed", self.speed)
        check_unit("strength", self.strength)


@dataclass(frozen=True, slots=True)
class Look:
    """How one section looks; a pure function of the music and the user's choices.

    Attributes:
        style: Name of the style, e.g. "nebula".
        painter: Name of the procedural painter that draws it.
        palette: Five to seven colours, the ground first.
        valence, arousal: The emotion the look was made for, -1..1.
        energy: 0..1, drives movement on the stage.
        words: Subject and style words, strongest first.
        prompt, negative_prompt: For diffusion models.
        seed: 0..2**31-1.
        reasons: Plain words: "warm and bright: major, fast, high register".
        settings: (name, value) of the painter's settings that the style sets; what is missing is the painter's own taste.
        material: What it is as if made of, e.g. "handmade paper".
        motion: How it moves.
    """

    style: str
    painter: str
    palette: tuple[Color, ...]
    light: Light
    form: Form
    valence: float
    arousal: float
    energy: float
    words: tuple[str, ...]
    prompt: str
    negative_prompt: str
    seed: int
    reasons: tuple[str, ...] = ()
    settings: tuple[tuple[str, float], ...] = ()
    material: str = ""
    motion: Motion = Motion()

    def __post_init__(self) -> None:
        if not 5 <= len(self.palette) <= 7:
            raise ValueError(f"a palette has 5 to 7 colours, got {len(self.palette)}")
        check_unit("valence", self.valence, -1.0)
        check_unit("arousal", self.arousal, -1.0)
        check_unit("energy", self.energy)
        if not 0 <= self.seed < 2**31:
            raise ValueError(f"seed must be in 0..2**31-1, got {self.seed}")
