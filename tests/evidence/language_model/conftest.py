"""The stub of a language model, for one test."""

from collections.abc import Iterator

import pytest
from tests.evidence.language_model.stub import Stub, served


@pytest.fixture
def stub() -> Iterator[Stub]:
    """Return what a model on loopback answers, and what it was asked."""
    with served() as one:
        yield one
