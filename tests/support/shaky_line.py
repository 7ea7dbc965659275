"""A bad line between a phone and the running site: a small proxy whose faults a test switches on.

    with shaky_line(site) as line:
        line.address          what the phone opens
        line.is_down = True   nobody answers any more, as when the server is stopped
        line.faults = ...     a function (method, path, n-th request to that kind of path) -> fault or ""

Faults: "refused" (cut before the site hears of it), "unheard" (the site answers, the line is cut),
"broken" (the site does it and stores it, the phone reads 500), "" (all is well). Only in tests.
"""

import http.client
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.support.browser import Site

SKIPPED = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass
class Line:
    """The line; `seen` counts what came through by fault."""

    address: str
    is_down: bool = False
    faults: Callable[[str, str, int], str] = lambda _method, _path, _n: ""
    seen: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault_for(self, method: str, path: str) -> str:
        with self.lock:
            kind = "/".join(path.split("/")[:4])
            self.kinds[f"{method} {kind}"] += 1
            fault = self.faults(method, path, self.kinds[f"{method} {kind}"])
            self.seen[fault] += 1
            return fault


class Handler(BaseHTTPRequestHandler):
    """Hands one request on, or spoils it."""

    protocol_version = "HTTP/1.1"
    line: Line
    target: str

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        try:
            self.hand_on()
        except OSError:  # the phone went away
            self.close_connection = True

    do_POST = do_HEAD = do_GET

    def hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = "refused" if self.line.is_down else self.line.fault_for(self.command, self.path)
        if fault == "refused":
            return self.cut()
        status, headers, content = self.ask_site(body)
        if fault == "unheard" or self.line.is_down:
            return self.cut()
        if fault == "broken":
            status, headers, content = 500, [], b""
        return self.answer(status, headers, content)

    def ask_site(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self.target, timeout=60)
        connection.request(self.command, self.path, body, dict(self.headers))
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, answer.getheaders(), content

    def answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in SKIPPED:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def shaky_line(site: Site) -> Iterator[Line]:
    """A line to the site with an address of its own."""
    own = type("OwnHandler", (Handler,), {"target": urlsplit(site.address).netloc})
    server = ThreadingHTTPServer(("127.0.0.1", 0), own)
    server.daemon_threads = True
    line = own.line = Line(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield line
    finally:
        server.shutdown()
        server.server_close()
