"""A small load generator: several kept-open connections, each asking as fast as it is answered."""

import itertools
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    """One HTTP answer; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()


Talk = Callable[[bytes], Answer]
# What one visitor does; `number` never repeats within a run. Returns the last answer, or None
# when there is nothing left to do: the round is then over for this connection.
Visit = Callable[[Talk, int], Answer | None]


@dataclass
class Result:
    """What one round brought: seconds of each visit that went well, and how many did not."""

    times: list[float] = field(default_factory=list)
    failures: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def at(self, share: float) -> float:
        """The time within which this share of the visits was done, in milliseconds."""
        ordered = sorted(self.times) or [0.0]
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


def get(path: str, *headers: str) -> Visit:
    asked = request("GET", path, b"", *headers)
    return lambda talk, _number: talk(asked)


def request(method: str, path: str, body: bytes = b"", *headers: str) -> bytes:
    """One HTTP request, as a browser would send it."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip", *headers]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def hammer(port: int, visit: Visit, *, seconds: float, connections: int) -> Result:
    """Let visitors come for some seconds."""
    result, lock = Result(), threading.Lock()
    end = time.monotonic() + seconds

    def work() -> None:
        times, failures = visit_until(port, visit, end)
        with lock:
            result.times += times
            result.failures += failures

    began = time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.seconds = time.monotonic() - began
    return result


_numbers = itertools.count(1)


def visit_until(port: int, visit: Visit, end: float) -> tuple[list[float], int]:
    times, failures = [], 0
    line = Line(port)
    while time.monotonic() < end:
        began = time.monotonic()
        answer = visit(line.talk, next(_numbers))
        if answer is None:
            break
        if answer.status < 400:
            times.append(time.monotonic() - began)
        else:
            failures += 1
    line.close()
    return times, failures


class Line:
    """One kept-open connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=120)

    def close(self) -> None:
        self.socket.close()

    def talk(self, asked: bytes) -> Answer:
        self.socket.sendall(asked)
        answer = read_answer(self.socket)
        if answer.headers.get("connection") == "close":
            self.socket.close()
            self.socket = self._connect()
        return answer


def read_answer(connection: socket.socket) -> Answer:
    received = b""
    while b"\r\n\r\n" not in received:
        received += receive(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    pairs = [line.split(": ", 1) for line in lines[1:]]
    headers = {name.lower(): value for name, value in pairs}
    cookies = tuple(v.split(";")[0] for name, v in pairs if name.lower() == "set-cookie")
    parts, missing = [body], int(headers.get("content-length", 0)) - len(body)
    while missing > 0:
        parts.append(receive(connection))
        missing -= len(parts[-1])
    return Answer(int(lines[0].split()[1]), headers, b"".join(parts), cookies)


def receive(connection: socket.socket) -> bytes:
    part = connection.recv(262_144)
    if not part:
        raise ConnectionError("the server hung up in the middle of an answer")
    return part
