"""Rule codes: each is explained, and each that is given has a rule."""

import re
from pathlib import Path

import detente
from detente.codes import RULES

SOURCE = Path(detente.__file__).parent
GROUPS = {"1": "file", "2": "record", "3": "evidence", "4": "model", "5": "machine"}


def test_every_code_in_the_source_has_a_rule() -> None:
    """No problem is printed whose code `detente explain` does not know."""
    given = {
        (code, path.name)
        for path in SOURCE.rglob("*.py")
        if path.parent.name != "codes" and path.name != "errors.py"  # its examples
        for code in re.findall(r"""["'](D[1-5][0-9]{2})["']""", path.read_text(encoding="utf-8"))
    }
    assert sorted(found for found in given if found[0] not in RULES) == []


def test_every_rule_is_told_in_full() -> None:
    """A title without a full stop, sentences with one, and a right example beside a wrong one."""
    for code, rule in RULES.items():
        assert code == rule.code
        assert rule.title == rule.title.strip(". ")
        assert rule.meaning.endswith("."), code
        assert bool(rule.wrong) == bool(rule.right), code
        assert not rule.wrong or rule.wrong != rule.right
        assert rule.title in rule.in_words()
        assert rule.meaning in rule.in_words()


def test_every_rule_stands_in_the_file_of_its_group() -> None:
    """D1xx in `file`, D2xx in `record` and so on; each code once, in order."""
    for digit, name in GROUPS.items():
        text = (SOURCE / "codes" / f"{name}.py").read_text(encoding="utf-8")
        codes = re.findall(r'code="(D[0-9]{3})"', text)
        assert codes == sorted(set(codes)), name
        assert {code[1] for code in codes} <= {digit}, name
