"""What is printed: booklets (A5), labels and lists (A4). Vietnamese whatever the reader's language."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import segno
import typst

from citizen_app.core.exports.letters import FONTS
from citizen_app.core.exports.posters import Poster
from citizen_app.paper.commands.booklets import pin_of
from citizen_app.paper.models import Booklet
from citizen_app.wards.models import Ward

HERE = Path(__file__).parent
LABELS_A_PAGE = 8
BLANK_ROWS = 40
Address = Callable[[str], str]


@dataclass(frozen=True)
class Label:
    """One label: the place's name, a note, and what its code leads to."""

    title: str
    note: str
    address: str


@dataclass(frozen=True)
class Row:
    """One line of a list of people; all empty: a line to write on."""

    name: str = ""
    neighbourhood: str = ""
    people: str = ""
    code: str = ""


def booklet_pdf(booklet: Booklet, *, secret: str, track: str, address_of: Address) -> bytes:
    """Return a booklet to print, with its PINs; only while it has not been handed out.

    `track` is the address that people type, `address_of` gives what a sheet's QR code leads to.
    """
    content = booklet_content(booklet, secret=secret, track=track, address_of=address_of)
    return compile_pdf("booklet", {"booklet": content})


def booklet_content(
    booklet: Booklet, *, secret: str, track: str, address_of: Address
) -> dict[str, Any]:
    """Return what stands in a booklet, as its description takes it."""
    ward = booklet.ward
    return {
        "office": ward.office_name,
        "hotline": ward.hotline,
        "code": booklet.code,
        "neighbourhood": booklet.neighbourhood.name if booklet.neighbourhood else "",
        "track": track,
        "sheets": [
            {
                "number": sheet.number,
                "place": sheet.place,
                "pin": pin_of(booklet, sheet.number, secret=secret),
                "qr": qr_svg(address_of(sheet.number)),
            }
            for sheet in booklet.sheets
        ],
    }


def labels_pdf(ward: Ward, labels: Sequence[Label]) -> bytes:
    """Return labels, eight on a page; a last page that is not full is filled by beginning again."""
    short = -len(labels) % LABELS_A_PAGE
    filled = [*labels, *(labels[n % len(labels)] for n in range(short))]
    content = {
        "office": ward.office_name,
        "hotline": ward.hotline,
        "labels": [asdict(one) | {"qr": qr_svg(one.address)} for one in filled],
    }
    return compile_pdf("labels", {"labels": content})


def list_pdf(ward: Ward, *, title: str, facts: str, rows: Sequence[Row], foot: str) -> bytes:
    """Return a list to sign: the rows, or blank lines where there are none."""
    content = {
        "office": ward.office_name,
        "title": title,
        "facts": facts,
        "foot": foot,
        "rows": [asdict(row) for row in rows or [Row()] * BLANK_ROWS],
    }
    return compile_pdf("attendees", {"list": content})


def how_to_send(ward: Ward, address: str) -> Poster:
    """Return the poster that says how to reach the ward."""
    call = f"gọi {ward.hotline}" if ward.hotline else "gọi hoặc đến văn phòng phường"
    return Poster(
        office=ward.office_name,
        kind="Bà con cần phản ánh?",
        title="Ba cách gửi đến phường",
        facts=[
            ("1. Bằng điện thoại", "Quét mã vuông bên dưới, viết vài dòng, kèm ảnh"),
            ("2. Không rành điện thoại", f"Xin phiếu giấy của tổ trưởng, hoặc {call}"),
            ("3. Đến tận nơi", ward.address or "Quầy tiếp dân của phường"),
            ("Sau đó", "Giữ phiếu có mã và số PIN để xem phường trả lời thế nào"),
            ("Xin nhớ", "Không mất phí. Cán bộ không hỏi OTP, không xin chuyển tiền"),
        ],
        call="Quét để gửi phản ánh",
        address=address,
        foot=ward.office_hours,
    )


def qr_svg(address: str) -> str:
    """Return a QR code as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=1, scale=4)
    return out.getvalue().decode()


def compile_pdf(name: str, inputs: dict[str, Any]) -> bytes:
    """Return a document laid out by one of the descriptions beside this file."""
    return bytes(
        typst.compile(
            str(HERE / f"{name}.typ"),
            format="pdf",
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={
                key: json.dumps(value, ensure_ascii=False) for key, value in inputs.items()
            },
        )
    )
