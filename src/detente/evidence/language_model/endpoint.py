"""A language model behind an OpenAI-compatible endpoint, asked one question at a time.

The text goes to the host that was named and to no other: no proxy of the environment is used and no
redirect to another host is followed. Answers are read up to a limit of bytes and of time.
"""

import ipaddress
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from detente.alike import Alike
from detente.errors import CannotComputeError, UsageError
from detente.evidence.language_model.prompt import Prompt

if TYPE_CHECKING:
    import httpx

__all__ = ["KEY_VARIABLE", "Endpoint", "ask", "endpoint_of"]

KEY_VARIABLE = "DETENTE_LLM_KEY"
LARGEST = 4 << 20
MOST_REDIRECTS = 3
NOTHING = "nothing was recorded"


class Endpoint(Alike, frozen=True, kw_only=True):
    """Where a model is asked.

    Attributes
    ----------
    url : str
        Up to ``/v1``; ``/chat/completions`` is added.
    model : str
        By which name it is asked for.
    key : str
        Sent as a bearer token where there is one; never shown.
    wait : float
        Seconds for one answer, from beginning to end.
    """

    aside = ("key",)

    url: str
    model: str
    key: str = ""
    wait: float = 120.0

    @property
    def host(self) -> str:
        """The host, with its port where one is given."""
        return urlsplit(self.url).netloc


def endpoint_of(url: str, model: str, key: str = "", *, wait: float = 120.0) -> Endpoint:
    """Return the endpoint of an address.

    Raises
    ------
    UsageError
        It is no address over https, or over http of a machine nearby; or it holds a password.

    Examples
    --------
    >>> endpoint_of("http://localhost:11434/v1/", "qwen3:8b").host
    'localhost:11434'
    >>> endpoint_of("http://models.example.org/v1", "m")
    Traceback (most recent call last):
    ...
    detente.errors.UsageError: --llm-url: http would send the document in clear text to models.example.org
    """
    try:
        parts = urlsplit(url.strip())
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        raise UsageError("--llm-url: this is no address", "such as https://HOST/v1") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.isprintable():
        raise UsageError("--llm-url: this is no address", "such as https://HOST/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(
            "--llm-url: only host, port and path may stand in it",
            f"a key belongs into the environment variable {KEY_VARIABLE}",
        )
    if parts.scheme == "http" and not _nearby(parts.hostname):
        raise UsageError(
            f"--llm-url: http would send the document in clear text to {parts.hostname}",
            "use https; http is for this machine and private networks",
        )
    if not model.strip() or not model.isprintable() or len(model) > 200:
        raise UsageError("--llm: name a model, in at most 200 characters")
    if not (key.isascii() and key.isprintable()):
        raise UsageError(f"{KEY_VARIABLE} holds characters that no key has")
    return Endpoint(url=parts.geturl().rstrip("/"), model=model, key=key, wait=wait)


def _nearby(host: str) -> bool:
    """Whether a host is this machine or one of a private network."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".lan", ".internal"))
    return address.is_loopback or address.is_private


def ask(endpoint: Endpoint, asked: Prompt) -> str:
    """Ask a model once; return the words of its answer.

    Raises
    ------
    CannotComputeError
        There is no answer, or none in the form of a chat completion; httpx is not installed.
    """
    try:
        import httpx
    except ImportError:
        raise CannotComputeError("--llm needs httpx", "pip install 'detente[llm]'") from None
    body = {
        "model": endpoint.model,
        "messages": asked.messages,
        "temperature": 0,
        "stream": False,
    }
    try:
        # trust_env would let the environment send the document through a proxy.
        with httpx.Client(
            timeout=httpx.Timeout(endpoint.wait, connect=min(10.0, endpoint.wait)),
            trust_env=False,
            follow_redirects=False,
        ) as client:
            raw = _posted(client, endpoint, body)
    except httpx.TimeoutException:
        raise _no_answer(endpoint, f"gave no answer within {endpoint.wait:g} s") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _no_answer(endpoint, f"cannot be reached: {_plain(error)}") from None
    return _words_of(endpoint, raw)


def _posted(client: "httpx.Client", endpoint: Endpoint, body: dict[str, Any]) -> bytes:
    """Send a request, through redirects on the same host alone; return what came back."""
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "detente"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    url = f"{endpoint.url}/chat/completions"
    until = time.monotonic() + endpoint.wait
    for _ in range(MOST_REDIRECTS + 1):
        with client.stream("POST", url, json=body, headers=headers) as response:
            if not response.has_redirect_location:
                return _read(endpoint, response, until)
            url = _same_host(endpoint, response)
    raise _no_answer(endpoint, f"sent the request on more than {MOST_REDIRECTS} times")


def _same_host(endpoint: Endpoint, response: "httpx.Response") -> str:
    """Return where a request is sent on to, if it is the same host and nothing is lost."""
    there = response.url.join(response.headers["location"])
    here = urlsplit(endpoint.url)
    if _origin(urlsplit(str(there))) != _origin(here):
        raise _no_answer(
            endpoint, f"wants to send the document on to {there.host[:100]!r}; it was not"
        )
    if response.status_code not in (307, 308):
        raise _no_answer(endpoint, f"answered {response.status_code} and another address")
    return str(there)


def _origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _read(endpoint: Endpoint, response: "httpx.Response", until: float) -> bytes:
    """Read an answer up to the limits of bytes and time."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise _no_answer(endpoint, "sent an answer in a packed form, which was not asked for")
    if response.status_code != 200:
        raise _no_answer(endpoint, _status(endpoint, response.status_code))
    raw = bytearray()
    for part in response.iter_raw():
        raw += part
        if len(raw) > LARGEST:
            raise _no_answer(endpoint, f"sent more than {LARGEST:,} bytes")
        if time.monotonic() > until:
            raise _no_answer(endpoint, f"gave no whole answer within {endpoint.wait:g} s")
    return bytes(raw)


def _status(endpoint: Endpoint, status: int) -> str:
    if status in (401, 403):
        which = "it was not accepted" if endpoint.key else "it is not set"
        return f"answered {status}: it asks for a key; {KEY_VARIABLE}: {which}"
    if status == 404:
        return f"answered 404: no model {endpoint.model!r} there, or another path than in --llm-url"
    said = {429: "too many requests", 400: "a wrong request", 413: "too long a request"}
    return f"answered {status}: {said.get(status, 'it failed' if status >= 500 else 'no answer')}"


def _words_of(endpoint: Endpoint, raw: bytes) -> str:
    """Return the words of a chat completion."""
    import json

    try:
        words = json.loads(raw.decode("utf-8"))["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        words = None
    if not isinstance(words, str):
        raise _no_answer(endpoint, "answered something else than a chat completion")
    return words


def _no_answer(endpoint: Endpoint, why: str) -> CannotComputeError:
    return CannotComputeError(f"the language model at {endpoint.host} {why}", NOTHING)


def _plain(error: Exception) -> str:
    """Return an error's words in one short line; they come from the library, not from the host."""
    words = " ".join(str(error).split()) or type(error).__name__
    return "".join(c for c in words if c.isprintable())[:120].lower()
