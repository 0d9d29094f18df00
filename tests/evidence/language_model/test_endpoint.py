import json
import subprocess
import sys
from typing import Any

import pytest
from tests.evidence.language_model.stub import Stub

from detente.errors import CannotComputeError, UsageError
from detente.evidence.language_model import Endpoint, Prompt, ask, endpoint_of

PROMPT = Prompt("Mark offers.", "Iran offers talks.", (0, 18))


def endpoint(stub: Stub, **rest: Any) -> Endpoint:
    return endpoint_of(stub.url, "m1", **rest)


def refused(stub: Stub, **rest: Any) -> str:
    with pytest.raises(CannotComputeError) as caught:
        ask(endpoint(stub, **rest), PROMPT)
    assert caught.value.hint == "nothing was recorded"
    assert caught.value.message.startswith(f"the language model at 127.0.0.1:{stub.port} ")
    return caught.value.message.split(f":{stub.port} ")[1]


def test_a_model_is_asked_at_temperature_0_with_the_key_as_bearer(stub: Stub) -> None:
    stub.says("words")
    assert ask(endpoint(stub, key="secret"), PROMPT) == "words"
    assert stub.asked == [
        {"model": "m1", "messages": PROMPT.messages, "temperature": 0, "stream": False}
    ]
    assert stub.keys == ["Bearer secret"]
    assert stub.paths == ["/v1/chat/completions"]
    assert "secret" not in repr(endpoint(stub, key="secret"))


def test_without_a_key_none_is_sent(stub: Stub) -> None:
    ask(endpoint(stub), PROMPT)
    assert stub.keys == [""]


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (500, "answered 500: it failed"),
        (503, "answered 503: it failed"),
        (429, "answered 429: too many requests"),
        (401, "answered 401: it asks for a key; DETENTE_LLM_KEY: it is not set"),
        (404, "answered 404: no model 'm1' there, or another path than in --llm-url"),
        (204, "answered 204: no answer"),
    ],
)
def test_an_error_of_the_host_is_told_by_its_number_alone(
    stub: Stub, status: int, says: str
) -> None:
    stub.status, stub.body = status, lambda _: b"" if status == 204 else b"<script>words</script>"
    assert refused(stub) == says


def test_a_key_that_is_not_accepted_is_told_apart_from_none(stub: Stub) -> None:
    stub.status = 401
    assert refused(stub, key="k").endswith("DETENTE_LLM_KEY: it was not accepted")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"garbage", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": {"content": 3}}]}',
        b'{"choices": [{"message": {"content": null}}]}', b"\xff\xfe", b"[" * 100_000, b'{"choices": 1}',
    ],
)  # fmt: skip
def test_what_is_no_chat_completion_is_no_answer(stub: Stub, body: bytes) -> None:
    stub.body = lambda _: body
    assert refused(stub) == "answered something else than a chat completion"


def test_a_host_that_is_silent_is_given_up(stub: Stub) -> None:
    stub.wait = 30
    assert refused(stub, wait=0.2) == "gave no answer within 0.2 s"


def test_a_host_that_drips_is_given_up_though_no_single_wait_is_long(stub: Stub) -> None:
    stub.drip, stub.body = 0.02, lambda _: b" " * 2_000
    assert refused(stub, wait=0.3) == "gave no whole answer within 0.3 s"


def test_an_answer_without_end_is_cut_off(stub: Stub) -> None:
    stub.body = lambda _: b" " * (5 << 20)
    assert refused(stub) == "sent more than 4,194,304 bytes"


def test_a_packed_answer_is_not_unpacked(stub: Stub) -> None:
    stub.headers["Content-Encoding"] = "gzip"
    assert refused(stub) == "sent an answer in a packed form, which was not asked for"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_document_is_not_sent_on_to_another_host(stub: Stub, status: int) -> None:
    stub.redirect = [(status, f"http://localhost:{stub.port}/v1/chat/completions")]
    assert refused(stub, key="k") == "wants to send the document on to 'localhost'; it was not"
    assert len(stub.asked) == 1


def test_another_port_is_another_host(stub: Stub) -> None:
    stub.redirect = [(307, f"http://127.0.0.1:{stub.port + 1}/")]
    assert "wants to send the document on" in refused(stub)


def test_a_redirect_on_the_same_host_is_followed_but_not_for_ever(stub: Stub) -> None:
    stub.redirect = [(307, "/v2/chat")]
    assert ask(endpoint(stub), PROMPT) == "[]"
    assert stub.paths == ["/v1/chat/completions", "/v2/chat"]
    stub.redirect = [(308, "/v3")] * 9
    assert refused(stub) == "sent the request on more than 3 times"


def test_a_redirect_that_would_drop_the_document_is_not_followed(stub: Stub) -> None:
    stub.redirect = [(302, "/login")]
    assert refused(stub) == "answered 302 and another address"


def test_a_proxy_of_the_environment_is_not_used(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask(endpoint(stub), PROMPT) == "[]"


def test_nobody_there_is_told() -> None:
    with pytest.raises(CannotComputeError, match=r"at 127\.0\.0\.1:9 cannot be reached"):
        ask(endpoint_of("http://127.0.0.1:9/v1", "m1"), PROMPT)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "no address"),
        ("ftp://host/v1", "no address"),
        ("https://", "no address"),
        ("https://host:port/", "no address"),
        ("https://[::1/v1", "no address"),
        ("https://user:word@host/v1", "only host, port and path"),
        ("https://host/v1?key=secret", "only host, port and path"),
        ("http://host.example/v1", "clear text to host.example"),
        ("http://8.8.8.8/v1", "clear text to 8.8.8.8"),
    ],
)
def test_an_address_that_would_not_do_is_refused(url: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        endpoint_of(url, "m1")
    assert "secret" not in caught.value.message + caught.value.hint
    assert "word@" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "url",
    ["https://host/v1", "http://[::1]:80/v1", "http://192.168.0.7:8000", "http://box.local/v1"],
)
def test_http_is_for_machines_nearby(url: str) -> None:
    assert endpoint_of(url, "m1").url == url


def test_a_model_and_a_key_are_printable() -> None:
    for model, key in (
        ("", ""),
        ("m\n1", ""),
        ("m" * 201, ""),
        ("m1", "k\r\nX: y"),
        ("m1", "ключ"),
    ):
        with pytest.raises(UsageError):
            endpoint_of("https://host/v1", model, key)


def test_httpx_is_loaded_only_when_a_model_is_asked() -> None:
    code = "import sys, detente.evidence.language_model; print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_without_httpx_the_extra_is_named(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(CannotComputeError) as caught:
        ask(endpoint(stub), PROMPT)
    assert caught.value.hint == "pip install 'detente[llm]'"


def test_letters_of_all_scripts_arrive(stub: Stub) -> None:
    stub.body = lambda asked: json.dumps(
        {"choices": [{"message": {"content": asked["messages"][1]["content"]}}]}
    ).encode()
    words = "“Ruhani” — ایران 🕊"
    assert ask(endpoint(stub), Prompt("", words, (0, 9))) == words
