"""What one frame of the stage shows."""

import math
from dataclasses import dataclass

from vocabulary.descriptor import check_unit


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: equal frames look equal.

    Attributes:
        picture_id: What is shown, or comes in; "" for the waiting picture.
        previous_id: What goes out; "" for the waiting picture.
        mix: 0 = only the previous picture, 1 = only the picture.
        beats: Song time; movement is a function of it and of nothing else.
        beats_per_bar: Quarter notes in a bar, above 0.
        energy: 0..1, how much the picture moves with the beat.
        width_px, height_px: Size of the frame, at least 1.
    """

    picture_id: str = ""
    previous_id: str = ""
    mix: float = 1.0
    beats: float = 0.0
    beats_per_bar: float = 4.0
    energy: float = 0.5
    width_px: int = 640
    height_px: int = 360

    def __post_init__(self) -> None:
        check_unit("mix", self.mix)
        check_unit("energy", self.energy)
        if not math.isfinite(self.beats):
            raise ValueError(f"beats must be finite, got {self.beats}")
        if not (math.isfinite(self.beats_per_bar) and self.beats_per_bar > 0):
            raise ValueError(f"beats_per_bar must be above 0, got {self.beats_per_bar}")
        if self.width_px < 1 or self.height_px < 1:
            raise ValueError(f"a frame has at least one pixel, got {self.width_px} x {self.height_px}")
