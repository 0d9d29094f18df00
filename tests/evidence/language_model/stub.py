"""A stub of a language model: an HTTP server on loopback that answers as a test says."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from msgspec import Struct, field


class Stub(Struct):
    """What a stub answers, and what it was asked."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Callable[[dict[str, Any]], bytes] = lambda _: b""
    wait: float = 0.0
    drip: float = 0.0
    redirect: list[tuple[int, str]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def says(self, words: str) -> None:
        """Answer with a chat completion of some words, whatever is asked."""
        self.body = lambda _: json.dumps({"choices": [{"message": {"content": words}}]}).encode()

    def proposes(self, *items: dict[str, Any]) -> None:
        self.says(json.dumps(items))


def _handler(stub: Stub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            stub.asked.append(json.loads(raw))
            stub.keys.append(self.headers.get("Authorization", ""))
            stub.paths.append(self.path)
            stub.closed.wait(stub.wait)
            with contextlib.suppress(OSError):  # whoever asked has gone
                self._answer()

        def _answer(self) -> None:
            status, headers = stub.status, dict(stub.headers)
            if stub.redirect:
                status, headers["Location"] = stub.redirect.pop(0)
            body = stub.body(stub.asked[-1])
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            for at in range(0, len(body), 65_536) if not stub.drip else range(len(body)):
                self.wfile.write(body[at : at + (1 if stub.drip else 65_536)])
                if stub.drip:
                    self.wfile.flush()
                    time.sleep(stub.drip)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def served() -> Iterator[Stub]:
    """Run a stub on a free port of loopback."""
    stub = Stub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stub))
    server.daemon_threads = True
    stub.port = server.server_address[1]
    stub.says("[]")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield stub
    finally:
        stub.closed.set()
        server.shutdown()
        server.server_close()
        thread.join()
