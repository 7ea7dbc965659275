"""What visitors do: one function per row of the table."""

import itertools
import uuid
from urllib.parse import quote, urlencode

from load import Answer, Talk, Visit, get, request
from sites import Facts

WORDS = (
    *("den duong", "rác", "vỉa hè", "ngập nước", "tieng on karaoke", "nắp hố ga"),
    *("khai sinh", "chó thả rông", "đèn hẻm 48", "nước máy yếu"),
)
FORM = "Content-Type: application/x-www-form-urlencoded"
OWN = "Sec-Fetch-Site: same-origin"
# Named for what was measured when the numbers were last written down: keep the names.
BARE, BARE_INSERT = "bare page", "bare insert"


def visits(facts: Facts) -> dict[str, Visit]:
    """Return the rows that are measured on the site."""
    home = f"/p/{facts.ward}"
    cases = f"{home}/phan-anh"
    codes = itertools.cycle(facts.codes)

    def case(talk: Talk, number: int) -> Answer:
        return talk(request("GET", f"{cases}/{next(codes)}"))

    def case_anew(talk: Talk, number: int) -> Answer:
        return talk(request("GET", f"{cases}/{next(codes)}?lan={number}"))

    def search(talk: Talk, number: int) -> Answer:
        words = quote(WORDS[number % len(WORDS)])
        return talk(request("GET", f"{cases}?q={words}&lan={number}"))

    def anew(path: str) -> Visit:
        return lambda talk, number: talk(request("GET", f"{path}?lan={number}"))

    return {
        "home, kept": get(f"{home}/"),
        "home, made anew": anew(f"{home}/"),
        "list, kept": get(cases),
        "list, made anew": anew(cases),
        "case, kept": case,
        "case, made anew": case_anew,
        "search": search,
        "submit": lambda talk, number: submit(talk, cases, number),
        "submit, whole way": lambda talk, number: whole_way(talk, cases, number),
        "inbox, mine": get("/can-bo/", facts.cookie),
        "inbox, ward": get("/can-bo/?xem=phuong", facts.cookie),
    }


def bare_insert(talk: Talk, number: int) -> Answer:
    body = urlencode({"text": text_of(number)}).encode()
    return talk(request("POST", "/", body, FORM))


def submit(talk: Talk, cases: str, number: int) -> Answer:
    """Press the last button: what the sender's browser posts when everything is filled in."""
    return talk(request("POST", f"{cases}/gui", fields_of(number), FORM, OWN, visitor(number)))


def whole_way(talk: Talk, cases: str, number: int) -> Answer:
    """Open the form, send it, read the receipt: three requests, counted as one."""
    opened = talk(request("GET", f"{cases}/gui", b"", visitor(number)))
    sent = submit(talk, cases, number) if opened.status < 400 else opened
    if sent.status >= 400:
        return sent
    cookies = "Cookie: " + "; ".join(sent.cookies)
    return talk(request("GET", sent.headers["location"], b"", cookies, visitor(number)))


def fields_of(number: int) -> bytes:
    fields = {
        "key": uuid.uuid4().hex,
        "kind": "report",
        "text": text_of(number),
        "place": f"Hẻm {number}",
    }
    return urlencode(fields).encode()


def text_of(number: int) -> str:
    return f"Đèn đường trước hẻm {number} không sáng đã ba đêm, đi lại rất nguy hiểm."


def visitor(number: int) -> str:
    """An address of one's own: the limits count each sender."""
    return f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
