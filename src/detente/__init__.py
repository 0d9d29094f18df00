"""Conditional agreements between parties that do not trust each other.

The names below are the public way in. Each is loaded when it is first used, so that ``import
detente`` costs next to nothing.

============================  =====================================================================
:func:`open_case`             a case folder, a case file or a shipped case -> case, record, problems
:func:`shipped_cases`         the cases that ship with the package
:func:`status`                what is in force as of a day, as known on a day
:func:`compile_model`         case and status -> states, moves and preferences as arrays
:func:`find_stable_states`    which states would last, for whom, under which behaviour
:func:`explain`               why each party stays at a state, or does not
:func:`routes`                how to get from the status quo to given states
:class:`Case`                 who takes part, what each controls, prefers and promised
:class:`Finding`              the answer to one question, and what it rests on
:class:`Model`                the graph model of a case
:class:`Problem`              what is wrong with a file, and where
:class:`DetenteError`         what is raised when a question cannot be answered
============================  =====================================================================

Examples
--------
>>> import detente
>>> opened = detente.open_case("literature/fraser1984/cuban_missile")
>>> model = detente.compile_model(opened.case)
>>> finding = detente.find_stable_states(model, concepts=["seq"])
>>> for state in finding.answer["equilibria"]["seq"]["states"]:
...     print(model.describe(model.number(state)))
Air strike: none; Blockade: none; Missiles on Cuba: withdrawn; Escalation: none
Air strike: none; Blockade: imposed; Missiles on Cuba: withdrawn; Escalation: none
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.case import Case
    from detente.errors import DetenteError, Problem
    from detente.findings import Finding
    from detente.folder import open_case, shipped_cases
    from detente.ledger import status
    from detente.model import Model, compile_model
    from detente.stability import explain, routes
    from detente.stability import stability as find_stable_states

__version__ = "0.1.0"

__all__ = [
    "Case",
    "DetenteError",
    "Finding",
    "Model",
    "Problem",
    "__version__",
    "compile_model",
    "explain",
    "find_stable_states",
    "open_case",
    "routes",
    "shipped_cases",
    "status",
]

# Public name -> its module, and its name there where that differs.
_HOMES = {
    "Case": "detente.case",
    "DetenteError": "detente.errors",
    "Finding": "detente.findings",
    "Model": "detente.model",
    "Problem": "detente.errors",
    "compile_model": "detente.model",
    "explain": "detente.stability",
    "find_stable_states": "detente.stability:stability",
    "open_case": "detente.folder",
    "routes": "detente.stability",
    "shipped_cases": "detente.folder",
    "status": "detente.ledger",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module 'detente' has no attribute {name!r}"
        raise AttributeError(message)
    module, _, there = _HOMES[name].partition(":")
    thing = getattr(import_module(module), there or name)
    globals()[name] = thing
    return thing


def __dir__() -> list[str]:
    return sorted(__all__)
