"""What visitors do: one function per row of the table."""

import itertools
import queue
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

import load
from load import Answer, Talk, Visit, get, request
from sites import Facts

WORDS = (
    *("den duong", "rác", "vỉa hè", "ngập nước", "tieng on karaoke", "nắp hố ga"),
    *("khai sinh", "chó thả rông", "đèn hẻm 48", "nước máy yếu"),
)
FORM = "Content-Type: application/x-www-form-urlencoded"
OWN = "Sec-Fetch-Site: same-origin"
_senders = itertools.count(1)
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
        "figures, kept": get(f"{home}/chi-so"),
        "figures, made anew": anew(f"{home}/chi-so"),
        "search": search,
        "submit": LastPress(cases),
        "submit, whole way": lambda talk, _: Sender(talk, cases, next(_senders)).whole_way(),
        "inbox, mine": get("/can-bo/", facts.cookie),
        "inbox, ward": get("/can-bo/?xem=phuong", facts.cookie),
    }


def bare_insert(talk: Talk, number: int) -> Answer:
    body = urlencode({"text": text_of(number)}).encode()
    return talk(request("POST", "/", body, FORM))


class LastPress:
    """The press that stores a report; what was filled in before it is prepared ahead of each round."""

    def __init__(self, cases: str) -> None:
        self.cases = cases
        self.ready: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def prepare(self, port: int, count: int, connections: int) -> None:
        with ThreadPoolExecutor(connections) as pool:
            numbers = [next(_senders) for _ in range(count)]
            list(pool.map(lambda number: self._fill_in(port, number), numbers))

    def _fill_in(self, port: int, number: int) -> None:
        line = load.Line(port)
        self.ready.put(Sender(line.talk, self.cases, number).until_last_press())
        line.close()

    def __call__(self, talk: Talk, number: int) -> Answer | None:
        try:
            return talk(self.ready.get_nowait())
        except queue.Empty:
            return None


class Sender:
    """A stranger who sends one report through the three screens, with a cookie and address of theirs."""

    def __init__(self, talk: Talk, cases: str, number: int) -> None:
        self.talk, self.number = talk, number
        self.form, self.key = f"{cases}/gui", uuid.uuid4().hex
        self.cookies: dict[str, str] = {}

    def until_last_press(self) -> bytes:
        """Fill in what comes before, and return the request of the last press."""
        what = {"kind": "report", "text": text_of(self.number), "place": f"Hẻm {self.number}"}
        answer = self.post(self.form, what | {"key": self.key})
        while answer.headers.get("location", "").endswith(("/tuong-tu", "/luu-y")):
            answer = self.post(answer.headers["location"], {})
        answer = self.post(answer.headers.get("location", self.form), {"name": "Lan"})
        return self.asked("POST", answer.headers.get("location", self.form), b"")

    def whole_way(self) -> Answer:
        """Open the form, fill in the screens, send, read the receipt: counted as one."""
        opened = self.read(self.form)
        sent = self.told(self.talk(self.until_last_press())) if opened.status < 400 else opened
        return self.read(sent.headers["location"]) if sent.status == 303 else sent

    def read(self, path: str) -> Answer:
        return self.told(self.talk(self.asked("GET", path, b"")))

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self.told(self.talk(self.asked("POST", path, urlencode(fields).encode())))

    def asked(self, method: str, path: str, body: bytes) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        kept = [f"Cookie: {cookies}"] if cookies else []
        return request(method, path, body, FORM, OWN, visitor(self.number), *kept)

    def told(self, answer: Answer) -> Answer:
        self.cookies |= dict(cookie.split("=", 1) for cookie in answer.cookies)
        return answer


def text_of(number: int) -> str:
    return f"Đèn đường trước hẻm {number} không sáng đã ba đêm, đi lại rất nguy hiểm."


def visitor(number: int) -> str:
    """An address of one's own: the limits count each sender."""
    return f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
