"""Pictures and documents from the daemon over HTTP, decoded to what a stage needs. Blocking; for the client's worker thread."""

import http.client
import io
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vocabulary.errors import ConnectionLostError, ProtocolError

TIMEOUT_S = 3.0
THUMBNAIL_PX = (256, 144)

Document = TypeVar("Document")


def fetch(port: int, path: str) -> bytes:
    """The body at a path of the stage server on this machine.

    Raises:
        ConnectionLostError: if it does not answer in time.
        ProtocolError: if it answers with anything but 200.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionLostError(f"the daemon did not send {path}: {error}; it is asked again") from error
    finally:
        connection.close()
    if response.status != 200:
        raise ProtocolError(f"the daemon answered {response.status} for {path}; it is asked again")
    return body


def decode_document(body: bytes, kind: type[Document]) -> Document:
    """A document of the stage protocol.

    Raises:
        ProtocolError: if it is not one.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise ProtocolError(f"not a {kind.__name__}: {error}; are daemon and viewer the same version?") from error


def decode_picture(png: bytes, cover_px: tuple[int, int]) -> NDArray[np.uint8]:
    """Pixels (height, width, 3) of a PNG, made smaller where it is larger than needed to cover `cover_px` (width, height).

    Raises:
        ProtocolError: if it is no picture.
    """
    try:
        with Image.open(io.BytesIO(png)) as image:
            pixels = image.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:  # Pillow raises SyntaxError on broken PNG chunks
        raise ProtocolError(f"not a picture: {error}; it is asked for again") from error
    share = max(cover_px[0] / pixels.width, cover_px[1] / pixels.height)
    if share < 1.0:
        size = (max(1, round(pixels.width * share)), max(1, round(pixels.height * share)))
        pixels = pixels.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return np.asarray(pixels, dtype=np.uint8)


def thumbnail_of(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A small copy that covers `THUMBNAIL_PX`, its middle cut out."""
    width, height = THUMBNAIL_PX
    image = Image.fromarray(pixels)
    share = max(width / image.width, height / image.height)
    box_width, box_height = width / share, height / share
    left, top = (image.width - box_width) / 2, (image.height - box_height) / 2
    box = (left, top, left + box_width, top + box_height)
    return np.asarray(image.resize(THUMBNAIL_PX, Image.Resampling.BILINEAR, box=box, reducing_gap=2.0), dtype=np.uint8)
