"""Of an uploaded file nothing is left but the picture."""

import io
import struct
import zlib
from contextlib import suppress

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from citizen_app.core.errors import Invalid
from citizen_app.core.files.images import LARGE, SMALL, clean_photo

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F
SECRET = b"10.7769N-SECRET"


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), "teal")).save(out)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    data = Image.Exif()
    data[ORIENTATION], data[MAKE] = orientation, SECRET.decode()
    data.get_ifd(GPS)[29] = SECRET.decode()
    return data.tobytes()


def read(content: bytes) -> Image.Image:
    shown = Image.open(io.BytesIO(content))
    shown.load()
    return shown


SAMPLES = {
    "JPEG": picture("JPEG", exif=exif()),
    "PNG": picture("PNG"),
    "WEBP": picture("WEBP"),
    "GIF": picture("GIF"),
    "HEIC": heic(),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_each_kind_of_photo_that_phones_make_becomes_a_plain_jpeg(kind: str) -> None:
    photo = clean_photo(SAMPLES[kind])
    for content in (photo.large, photo.small):
        assert read(content).format == "JPEG"
        assert read(content).mode == "RGB"
    assert (photo.width, photo.height) == (64, 48)


def test_place_time_and_camera_are_gone() -> None:
    content = picture("JPEG", exif=exif(), comment=SECRET) + SECRET
    assert content.count(SECRET) >= 3
    photo = clean_photo(content)
    for cleaned in (photo.large, photo.small):
        assert SECRET not in cleaned
        assert not read(cleaned).getexif()
        assert b"Exif" not in cleaned


def test_a_photo_taken_sideways_stands_upright() -> None:
    photo = clean_photo(picture("JPEG", size=(64, 48), exif=exif(orientation=6)))
    assert (photo.width, photo.height) == (48, 64)


def test_a_photo_is_shrunk_and_never_blown_up() -> None:
    photo = clean_photo(picture("JPEG", size=(2400, 1200)))
    assert (photo.width, photo.height) == (LARGE, LARGE // 2)
    assert read(photo.small).size == (SMALL, SMALL // 2)


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"GIF89a",
        b"\xff\xd8\xff",
        SAMPLES["JPEG"][:200],
        bomb(8000),
        bomb(60_000),
        picture("BMP"),
        picture("TIFF"),
    ],
    ids=["empty", "text", "svg", "pdf", "gif", "jpeg", "cut", "large", "bomb", "bmp", "tiff"],
)
def test_what_is_no_photo_is_refused_in_plain_words(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        clean_photo(content, "anh")
    assert refused.value.field == "anh"


@pytest.mark.filterwarnings("ignore::UserWarning")  # what Pillow says of a damaged header
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_damaged_bytes_are_read_or_refused_and_never_break_anything(
    kind: str, data: st.DataObject
) -> None:
    content = bytearray(SAMPLES[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Invalid):
        assert read(clean_photo(bytes(content)).large).format == "JPEG"
