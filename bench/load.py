"""A small load generator: several kept-open connections, each asking as fast as it is answered."""

import itertools
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

Ask = Callable[[int], bytes]


@dataclass
class Result:
    """What one round brought."""

    answers: int = 0
    failures: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return self.answers / self.seconds


def get(path: str) -> Ask:
    return lambda _number: request("GET", path)


def request(method: str, path: str, body: bytes = b"", *headers: str) -> bytes:
    """One HTTP request, as a browser would send it."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def hammer(port: int, ask: Ask, *, seconds: float, connections: int) -> Result:
    """Ask for some seconds; numbers given to `ask` never repeat within a run."""
    result, lock = Result(), threading.Lock()
    end = time.monotonic() + seconds

    def work() -> None:
        answers, failures = visit(port, ask, end)
        with lock:
            result.answers += answers
            result.failures += failures

    began = time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.seconds = time.monotonic() - began
    return result


_numbers = itertools.count()


def visit(port: int, ask: Ask, end: float) -> tuple[int, int]:
    answers = failures = 0
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    while time.monotonic() < end:
        connection.sendall(ask(next(_numbers)))
        status, keeps_open = read_answer(connection)
        answers += status < 400
        failures += status >= 400
        if not keeps_open:
            connection.close()
            connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.close()
    return answers, failures


def read_answer(connection: socket.socket) -> tuple[int, bool]:
    """The status of one answer, and whether the connection stays open."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += receive(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    headers = dict(line.split(b": ", 1) for line in lines[1:])
    missing = int(headers.get(b"content-length", 0)) - len(body)
    while missing > 0:
        missing -= len(receive(connection))
    return int(lines[0].split()[1]), headers.get(b"connection") != b"close"


def receive(connection: socket.socket) -> bytes:
    part = connection.recv(262_144)
    if not part:
        raise ConnectionError("the server hung up in the middle of an answer")
    return part
