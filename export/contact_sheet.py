"""A contact sheet: all pictures of a song on one page, in order, with their names."""

import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

CELL_PX = 360
GAP_PX = 18
CAPTION_PX = 26
GROUND, INK = (16, 16, 20), (214, 214, 222)


def write_contact_sheet(path: Path, pictures: Sequence[tuple[Path, str]], *, columns: int | None = None) -> None:
    """Write a PNG with all pictures, each with its caption below.

    Args:
        path: The PNG file.
        pictures: (picture file, caption) in reading order, at least one.
        columns: How many side by side; by default about as many as make the page 4:3.
    """
    if not pictures:
        raise ValueError("a contact sheet needs at least one picture")
    across = columns or max(1, math.ceil(math.sqrt(len(pictures) * 4 / 3)))
    across = min(across, len(pictures))
    down = math.ceil(len(pictures) / across)
    size = (across * (CELL_PX + GAP_PX) + GAP_PX, down * (CELL_PX + CAPTION_PX + GAP_PX) + GAP_PX)
    sheet = Image.new("RGB", size, GROUND)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(15)
    for index, (file, caption) in enumerate(pictures):
        left = GAP_PX + index % across * (CELL_PX + GAP_PX)
        top = GAP_PX + index // across * (CELL_PX + CAPTION_PX + GAP_PX)
        with Image.open(file) as picture:
            small = picture.convert("RGB")
            small.thumbnail((CELL_PX, CELL_PX), Image.Resampling.LANCZOS)
        sheet.paste(small, (left + (CELL_PX - small.width) // 2, top + (CELL_PX - small.height) // 2))
        draw.text((left, top + CELL_PX + 5), _fitting(caption, font), fill=INK, font=font)
    sheet.save(path, format="PNG", optimize=True)


def _fitting(caption: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> str:
    if font.getlength(caption) <= CELL_PX:
        return caption
    while caption and font.getlength(caption + "…") > CELL_PX:
        caption = caption[:-1]
    return caption + "…"
