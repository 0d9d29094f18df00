"""All rule codes: what each means, with a wrong and a right example.

Every problem that detente prints carries one of these codes; ``detente explain D102`` prints what
stands here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from detente.codes.evidence import EVIDENCE
from detente.codes.file import FILE
from detente.codes.machine import MACHINE
from detente.codes.model import MODEL
from detente.codes.record import RECORD
from detente.codes.rule import Rule

__all__ = ["RULES", "Rule"]

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.code: rule for rule in (*FILE, *RECORD, *EVIDENCE, *MODEL, *MACHINE)}
)
"""Code -> rule, in the order of the codes' groups."""
