"""The seam behind which pictures are made: procedural painters now, diffusion models beside them."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vocabulary.pictures import PictureRequest


class Renderer(Protocol):
    """Makes pictures; equal requests give equal pixels."""

    def render(self, request: PictureRequest) -> NDArray[np.uint8]:
        """Return pixels of shape (height_px, width_px, 3), RGB, sRGB-encoded, top row first.

        Raises:
            RenderError: if the picture cannot be made; says what to do next.
        """
        ...
