"""Proposals by a language model: off by default, checked word by word, accepted by nobody."""

from detente.evidence.language_model.cache import Answers
from detente.evidence.language_model.endpoint import KEY_VARIABLE, Endpoint, ask, endpoint_of
from detente.evidence.language_model.gate import Gate, Passed
from detente.evidence.language_model.prompt import Prompt, pieces, prompt_of
from detente.evidence.language_model.proposing import agreed, prompts_of, proposed
from detente.evidence.language_model.reply import BadReplyError, Said, read_reply

__all__ = [
    "KEY_VARIABLE",
    "Answers",
    "BadReplyError",
    "Endpoint",
    "Gate",
    "Passed",
    "Prompt",
    "Said",
    "agreed",
    "ask",
    "endpoint_of",
    "pieces",
    "prompt_of",
    "prompts_of",
    "proposed",
    "read_reply",
]
