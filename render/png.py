"""Pictures as PNG files: written aside and renamed, so that nobody ever reads half a picture."""

import os
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from vocabulary.errors import LibraryError

Pixels = NDArray[np.uint8]


def write_png(path: Path, pixels: Pixels, metadata: Mapping[str, str] | None = None) -> None:
    """Write pixels of shape (height, width, 3), sRGB, with metadata as iTXt chunks (UTF-8).

    Raises:
        LibraryError: if the file cannot be written.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        aside.write_bytes(png_bytes(pixels, metadata))
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise LibraryError(f"cannot write the picture {path}: {error.strerror}; is the disk full or write-protected?") from error


def png_bytes(pixels: Pixels, metadata: Mapping[str, str] | None = None) -> bytes:
    """A PNG file of pixels (height, width, 3), sRGB; equal input gives equal bytes."""
    texts = PngImagePlugin.PngInfo()
    texts.add(b"sRGB", b"\x00")
    for key, text in (metadata or {}).items():
        texts.add_itxt(key, text)
    buffer = BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, format="PNG", pnginfo=texts, compress_level=3)
    return buffer.getvalue()


def read_png(path: Path) -> tuple[Pixels, dict[str, str]]:
    """Pixels (height, width, 3) and text metadata of a PNG file.

    Raises:
        LibraryError: if it is missing or damaged.
    """
    try:
        with Image.open(path) as picture:
            pixels: Pixels = np.asarray(picture.convert("RGB"), dtype=np.uint8)
            texts = {str(key): value for key, value in picture.info.items() if isinstance(value, str)}
    except (OSError, SyntaxError, ValueError) as error:
        raise LibraryError(f"cannot read the picture {path}: {error}; it will be drawn again") from error
    return pixels, texts


def thumbnail(pixels: Pixels, side_px: int) -> Pixels:
    """Pixels reduced so that the longer side is at most side_px; never enlarged, aspect kept."""
    height, width = pixels.shape[:2]
    scale = min(1.0, side_px / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0))
