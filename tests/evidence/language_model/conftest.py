"""The stub of a language model, running on loopback for one test."""

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest
from tests.evidence.language_model.stub import Stub, handler


@pytest.fixture
def stub() -> Iterator[Stub]:
    stub = Stub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(stub))
    server.daemon_threads = True
    stub.port = server.server_address[1]
    stub.says("[]")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield stub
    stub.closed.set()
    server.shutdown()
    server.server_close()
    thread.join()
