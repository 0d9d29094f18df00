"""Scenarios of GeniusWeb: one JSON file for the domain, one per party."""

import json
from collections.abc import Mapping
from typing import Any

from detente.exchange.genius.scenario import MOST_VALUES, Issue, Profile, Scenario, fault

__all__ = ["read_json", "write_json"]

SPACE = "LinearAdditiveUtilitySpace"
DISCRETE = ("discreteutils", "DiscreteValueSetUtilities")
"""How files name a table of values; the first is the one that NegMAS reads too."""
DOMAIN = "domain.json"


def write_json(scenario: Scenario) -> dict[str, str]:
    """Return the files of a scenario: name -> text.

    Examples
    --------
    >>> ban = Issue("ban", ("kept", "lifted"))
    >>> usa = Profile(name="usa", weights={"ban": 1.0}, evaluations={"ban": {"kept": 1.0, "lifted": 0.0}})
    >>> files = write_json(Scenario(name="talks", issues=(ban,), profiles=(usa,)))
    >>> sorted(files), read_json(files).profiles[0].utility({"ban": "kept"})
    (['domain.json', 'usa.json'], 1.0)
    """
    domain = {
        "name": scenario.name,
        "issuesValues": {issue.name: {"values": list(issue.values)} for issue in scenario.issues},
    }
    files = {DOMAIN: _text(domain)}
    for profile in scenario.profiles:
        space: dict[str, Any] = {
            "issueUtilities": {
                issue.name: {
                    DISCRETE[0]: {
                        "valueUtilities": {
                            value: profile.evaluations[issue.name][value] for value in issue.values
                        }
                    }
                }
                for issue in scenario.issues
            },
            "issueWeights": {issue.name: profile.weights[issue.name] for issue in scenario.issues},
            "domain": domain,
            "name": profile.name,
        }
        if profile.reservation_bid is not None:
            space["reservationBid"] = {"issuevalues": dict(profile.reservation_bid)}
        files[f"{profile.name}.json"] = _text({SPACE: space})
    return files


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def read_json(files: Mapping[str, str]) -> Scenario:
    """Read a scenario from the texts of its files, by name.

    Raises
    ------
    GeniusFileError
        A file is not JSON, or not one of GeniusWeb, or uses values that are numbers.

    Examples
    --------
    >>> read_json({"domain.json": "{"})
    Traceback (most recent call last):
    ...
    detente.exchange.genius.scenario.GeniusFileError: domain.json:1:2: error[D115] not JSON: Expecting property name enclosed in double quotes
    """
    values = {name: _json(text, name) for name, text in files.items()}
    domains = [name for name, value in values.items() if "issuesValues" in value]
    if len(domains) != 1:
        what = "no file is a domain" if not domains else f"{len(domains)} files are domains"
        raise fault("", f"{what} of GeniusWeb: an object with 'issuesValues'")
    source = domains[0]
    issues = _issues(values[source]["issuesValues"], source)
    name = values[source].get("name")
    return Scenario(
        name=name if isinstance(name, str) else source.rsplit(".", 1)[0],
        issues=issues,
        profiles=tuple(
            _profile(value, file, issues) for file, value in values.items() if file != source
        ),
    )


def _json(text: str, source: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        text = f"not JSON: {error.msg}"
        raise fault(source, text, line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):
        raise fault(source, "not JSON that can be read: nested too deeply") from None
    return _object(value, source, "the file")


def _object(value: Any, source: str, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise fault(source, f"{what} must be an object: {{...}}")
    return value


def _issues(value: Any, source: str) -> tuple[Issue, ...]:
    found = []
    for name, said in _object(value, source, "issuesValues").items():
        values = _object(said, source, f"issue '{name}'").get("values")
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            hint = "list its values; a range of numbers is not read"
            raise fault(source, f"issuesValues: '{name}' has no list of values", hint)
        if not 2 <= len(values) <= MOST_VALUES or len(set(values)) < len(values):
            text = f"issuesValues: '{name}' needs 2 to {MOST_VALUES:,} values, each once"
            raise fault(source, text)
        found.append(Issue(name, tuple(values)))
    if not found:
        raise fault(source, "issuesValues: there are no issues")
    return tuple(found)


def _profile(value: dict[str, Any], source: str, issues: tuple[Issue, ...]) -> Profile:
    if SPACE not in value:
        raise fault(source, f"this is no {SPACE}, the only kind of profile that is read")
    space = _object(value[SPACE], source, SPACE)
    worth = _object(space.get("issueUtilities"), source, "issueUtilities")
    weighed = _object(space.get("issueWeights"), source, "issueWeights")
    weights, evaluations = {}, {}
    for issue in issues:
        where = f"issueUtilities: '{issue.name}'"
        kind = _object(worth.get(issue.name), source, where)
        named = next((key for key in DISCRETE if key in kind), None)
        if named is None:
            raise fault(source, f"{where} has no {' or '.join(DISCRETE)}")
        table = _object(kind[named], source, where).get("valueUtilities")
        table = _object(table, source, f"{where}, valueUtilities")
        evaluations[issue.name] = {
            one: _number(table.get(one, 0), source, f"{where}, '{one}'") for one in issue.values
        }
        where = f"issueWeights: '{issue.name}'"
        weights[issue.name] = _number(weighed.get(issue.name), source, where)
    bid = space.get("reservationBid")
    taken = _bid(bid, source, issues) if bid is not None else None
    return Profile(
        name=source.rsplit(".", 1)[0],
        weights=weights,
        evaluations=evaluations,
        reservation_bid=taken,
    )


def _bid(value: Any, source: str, issues: tuple[Issue, ...]) -> dict[str, str] | None:
    said = _object(value, source, "reservationBid").get("issuevalues")
    said = _object(said, source, "reservationBid, issuevalues")
    for issue in issues:
        if said.get(issue.name) not in issue.values:
            raise fault(source, f"reservationBid: '{issue.name}' has none of the issue's values")
    return {issue.name: said[issue.name] for issue in issues}


def _number(value: Any, source: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1e9:
        raise fault(source, f"{where} must be a number from 0 on, not {value!r}")
    return float(value)
