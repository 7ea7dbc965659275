"""Photos: decoded and encoded anew, so that nothing but the picture is left of a file.

Place, time and camera (EXIF) are gone, and so is anything hidden behind a picture's end.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageOps

from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import lazy_gettext as _l

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "GIF")
LARGE, SMALL = 1600, 480
QUALITY = 82


@dataclass(frozen=True)
class CleanPhoto:
    """A photo in two sizes, JPEG, without metadata."""

    large: bytes
    small: bytes
    width: int
    height: int


def clean_photo(content: bytes, field: str = "photos") -> CleanPhoto:
    """Return the photo re-encoded; raise Invalid when the bytes are not a picture we can read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except Exception as error:  # decoders raise whatever they like on damaged or hostile bytes
        raise Invalid(
            field,
            _l(
                "This file is not a photo that we can read. Please choose a JPG, PNG or HEIC photo."
            ),
        ) from error
    large = _fit(upright, LARGE)
    return CleanPhoto(_jpeg(large), _jpeg(_fit(upright, SMALL)), *large.size)


def _fit(picture: Image.Image, side: int) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((side, side))
    bare = Image.new("RGB", copy.size)
    bare.paste(copy)
    return bare


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
