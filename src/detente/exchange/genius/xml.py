"""Scenarios of GENIUS: one XML file for the domain, one per party."""

import math
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from detente.exchange.genius.elements import Element, parse
from detente.exchange.genius.scenario import MOST_VALUES, Issue, Profile, Scenario, fault

__all__ = ["DOMAIN", "is_domain", "read_xml", "write_xml"]

DOMAIN = "domain.xml"


def write_xml(scenario: Scenario) -> dict[str, str]:
    """Return the files of a scenario: name -> text.

    Examples
    --------
    >>> ban = Issue("ban", ("kept", "lifted"))
    >>> usa = Profile(name="usa", weights={"ban": 1.0}, evaluations={"ban": {"kept": 1.0, "lifted": 0.0}})
    >>> files = write_xml(Scenario(name="talks", issues=(ban,), profiles=(usa,)))
    >>> sorted(files), read_xml(files).profiles[0].utility({"ban": "kept"})
    (['domain.xml', 'usa.xml'], 1.0)
    """
    files = {DOMAIN: "\n".join(_domain(scenario)) + "\n"}
    for profile in scenario.profiles:
        files[f"{profile.name}.xml"] = "\n".join(_profile(scenario, profile)) + "\n"
    return files


def _domain(scenario: Scenario) -> Iterator[str]:
    yield "<negotiation_template>"
    yield f'<utility_space number_of_issues="{len(scenario.issues)}">'
    name = quoteattr(scenario.name)
    yield f'<objective index="0" etype="objective" type="objective" description="" name={name}>'
    for number, issue in enumerate(scenario.issues, 1):
        yield _issue(number, issue)
        for place, value in enumerate(issue.values, 1):
            said = quoteattr(value)
            yield f'    <item index="{place}" value={said} cost="0" description={said}/>'
        yield "  </issue>"
    yield from ("</objective>", "</utility_space>", "</negotiation_template>")


def _issue(number: int, issue: Issue) -> str:
    kind = 'etype="discrete" type="discrete" vtype="discrete"'
    return f'  <issue index="{number}" {kind} name={quoteattr(issue.name)}>'


def _profile(scenario: Scenario, profile: Profile) -> Iterator[str]:
    yield f'<utility_space number_of_issues="{len(scenario.issues)}">'
    name = quoteattr(scenario.name)
    yield f'<objective index="0" etype="objective" type="objective" description="" name={name}>'
    for number, issue in enumerate(scenario.issues, 1):
        yield _issue(number, issue)
        for place, value in enumerate(issue.values, 1):
            worth = profile.evaluations[issue.name][value]
            yield f'    <item index="{place}" value={quoteattr(value)} evaluation="{worth!r}"/>'
        yield "  </issue>"
    for number, issue in enumerate(scenario.issues, 1):
        yield f'  <weight index="{number}" value="{profile.weights[issue.name]!r}"/>'
    yield "</objective>"
    yield f'<discount_factor value="{1.0 if profile.discount is None else profile.discount!r}"/>'
    yield f'<reservation value="{0.0 if profile.reservation is None else profile.reservation!r}"/>'
    yield "</utility_space>"


def is_domain(text: str) -> bool:
    """Return whether a text looks like a domain of GENIUS, not the profile of a party.

    Examples
    --------
    >>> is_domain("<negotiation_template>"), is_domain("<utility_space>")
    (True, False)
    """
    return "<negotiation_template" in text


def read_xml(files: Mapping[str, str]) -> Scenario:
    """Read a scenario from the texts of its files, by name; the domain is found by its root.

    Raises
    ------
    GeniusFileError
        There is no domain, or a file is not one of GENIUS, or uses what is not read: nested
        objectives, issues of numbers, utilities that are not additive.

    Examples
    --------
    >>> read_xml({"usa.xml": "<utility_space/>"})
    Traceback (most recent call last):
    ...
    detente.exchange.genius.scenario.GeniusFileError: error[D115] no file is a domain of GENIUS: <negotiation_template> (the domain is an XML file beside those of the parties)
    """
    domains = [name for name, text in files.items() if is_domain(text)]
    if len(domains) != 1:
        what = "no file is a domain" if not domains else f"{len(domains)} files are domains"
        hint = "the domain is an XML file beside those of the parties"
        raise fault("", f"{what} of GENIUS: <negotiation_template>", hint)
    source = domains[0]
    issues = _issues(parse(files[source], source), source)
    remarks: list[str] = []
    profiles = tuple(
        _read_profile(parse(text, name), name, issues, remarks)
        for name, text in files.items()
        if name != source
    )
    return Scenario(
        name=source.rsplit(".", 1)[0],
        issues=tuple(Issue(name, values) for name, values in issues.values()),
        profiles=profiles,
        remarks=tuple(remarks),
    )


Issues = dict[str, tuple[str, tuple[str, ...]]]


def _issues(root: Element, source: str) -> Issues:
    """Return index -> (name, values) of each issue."""
    found: Issues = {}
    for issue in root.all("issue"):
        name = _attribute(issue, "name", source)
        kind = issue.attributes.get("vtype", issue.attributes.get("type", "discrete"))
        if kind != "discrete":
            hint = "list its values: type discrete, one <item> each"
            text = f"issue '{name}' is of type {kind}: only discrete issues are read"
            raise _at(issue, source, text, hint)
        values = tuple(_attribute(item, "value", source) for item in issue.all("item"))
        _sound(issue, source, name, values)
        index = issue.attributes.get("index", str(len(found) + 1))
        if index in found or name in {other for other, _ in found.values()}:
            raise _at(issue, source, f"issue '{name}' (index {index}) stands twice")
        found[index] = (name, values)
    if not found:
        raise fault(source, "there are no issues", "an <issue> has a name and <item> values")
    return found


def _sound(issue: Element, source: str, name: str, values: tuple[str, ...]) -> None:
    if len(values) < 2 or len(values) > MOST_VALUES:
        text = f"issue '{name}' has {len(values):,} values: it needs 2 to {MOST_VALUES:,}"
        raise _at(issue, source, text)
    if len(set(values)) < len(values):
        raise _at(issue, source, f"issue '{name}' has a value twice")


def _read_profile(root: Element, source: str, issues: Issues, remarks: list[str]) -> Profile:
    if (
        root.tag != "utility_space"
        or root.attributes.get("type") == "nonlinear"
        or root.all("ufun")
    ):
        text = "this is no linear additive utility of GENIUS: <utility_space> with <weight>s"
        raise _at(root, source, text, "constraints and nonlinear utilities are not read")
    name = source.rsplit(".", 1)[0]
    weights = {
        _attribute(one, "index", source): _number(one, "value", source)
        for one in root.all("weight")
    }
    evaluations: dict[str, dict[str, float]] = {}
    for issue in root.all("issue"):
        index = _attribute(issue, "index", source)
        if index not in issues:
            raise _at(issue, source, f"issue {index} is not in the domain")
        known, values = issues[index]
        evaluations[known] = _evaluations(issue, source, known, values)
    for index, (known, _) in issues.items():
        if known not in evaluations or index not in weights:
            lacks = "evaluations" if known not in evaluations else "a weight"
            raise _at(root, source, f"issue '{known}' of the domain has no {lacks} here")
    for known, worth in evaluations.items():
        most = max(worth.values())
        if most > 1:
            remarks.append(
                f"{name}: evaluations of '{known}' are divided by the largest, {most:g}."
            )
            evaluations[known] = {value: one / most for value, one in worth.items()}
    return Profile(
        name=name,
        weights={known: weights[index] for index, (known, _) in issues.items()},
        evaluations=evaluations,
        reservation=_optional(root, "reservation", source),
        discount=_optional(root, "discount_factor", source),
    )


def _evaluations(
    issue: Element, source: str, name: str, values: tuple[str, ...]
) -> dict[str, float]:
    found: dict[str, float] = {}
    for item in issue.all("item"):
        value = _attribute(item, "value", source)
        if value not in values:
            raise _at(item, source, f"'{value}' is no value of issue '{name}' in the domain")
        found[value] = _number(item, "evaluation", source)
    missing = [value for value in values if value not in found]
    if missing:
        raise _at(issue, source, f"value '{missing[0]}' of issue '{name}' has no evaluation")
    return found


def _optional(root: Element, tag: str, source: str) -> float | None:
    found = root.all(tag)
    return _number(found[0], "value", source) if found else None


def _attribute(element: Element, key: str, source: str) -> str:
    if key not in element.attributes:
        raise _at(element, source, f"<{element.tag}> has no '{key}'")
    return element.attributes[key]


def _number(element: Element, key: str, source: str) -> float:
    said = _attribute(element, key, source)
    try:
        value = float(said)
    except ValueError:
        raise _at(element, source, f"{key} '{said}' of <{element.tag}> is no number") from None
    if not math.isfinite(value) or value < 0:
        raise _at(element, source, f"{key} {said} of <{element.tag}> is negative or not finite")
    return value


def _at(element: Element, source: str, message: str, hint: str = "") -> Exception:
    return fault(source, message, hint, line=element.line, column=element.column)
