"""A PDF is known by its bytes, from the first to the last; whatever else is in them is refused."""

import io
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest

from citizen_app.core.errors import Invalid
from citizen_app.core.files.attachments import read_files, read_photos
from citizen_app.core.files.documents import MOST_PDF_BYTES, CleanDocument, clean_document
from citizen_app.core.files.images import CleanPhoto
from tests.support import factories

pytestmark = pytest.mark.usefixtures("app")
PDF = factories.pdf().getvalue()


def upload(content: bytes, name: str = "tep.bin") -> Any:
    return SimpleNamespace(filename=name, stream=io.BytesIO(content))


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("chay.exe", b"MZ")
    return out.getvalue()


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n", b"\n\n  \n", b"\x00\x00"])
def test_a_whole_pdf_is_kept_as_it_came(ending: bytes) -> None:
    assert clean_document(PDF + ending).content == PDF + ending


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF",
        b"%PDF-1.7\n",
        b"%PDF-9.9\n" + PDF[9:],
        PDF[:-6],
        PDF[: len(PDF) // 2],
        b"GIF89a" + PDF,
        b"<html>" + PDF,
        PDF + zipped(),
        PDF + b"<script>alert(1)</script>",
        PDF + b"\n%%EOF trailing",
        PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (x) >>"),
        PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /Launch /F (x) >>"),
    ],
    ids=range(12),
)
def test_what_is_damaged_double_or_holds_a_program_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        clean_document(content)


def test_a_pdf_that_is_too_large_is_refused() -> None:
    with pytest.raises(Invalid, match="10 MB"):
        clean_document(PDF[:9] + b"%" * MOST_PDF_BYTES + PDF[9:])


def test_names_and_types_decide_nothing() -> None:
    photo = factories.photo()[0].getvalue()
    files = read_files([upload(PDF, "anh.jpg"), upload(photo, "don.pdf"), upload(b"", "")])
    assert isinstance(files[0], CleanDocument) and isinstance(files[1], CleanPhoto)


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00", zipped(), b"<svg onload='alert(1)'/>", b"{\\rtf1}", b" " + PDF],
    ids=range(6),
)
def test_anything_else_gets_a_clear_error(content: bytes) -> None:
    with pytest.raises(Invalid, match="PDF") as error:
        read_files([upload(content, "tep.pdf")], "tep")
    assert error.value.field == "tep"


def test_where_only_photos_are_asked_for_a_pdf_is_none() -> None:
    with pytest.raises(Invalid):
        read_photos([upload(PDF, "anh.jpg")])


def test_six_files_are_too_many() -> None:
    with pytest.raises(Invalid, match="5"):
        read_files([upload(PDF) for _ in range(6)])
