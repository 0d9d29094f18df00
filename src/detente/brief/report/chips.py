"""Chips: claims as they stand beside what rests on them, the wrong ones first."""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from detente.brief.report.records import Chip
from detente.claims import Claim
from detente.evidence.corroboration import Support

__all__ = ["Chips"]


class Chips(Struct):
    """Makes chips, and keeps which claims were named, and by what, for the list of claims.

    Examples
    --------
    >>> chips = Chips({"s1": Claim(id="s1", quote="in Malaysia", verdict="false")})
    >>> [(chip.id, chip.wrong, chip.listed) for chip in chips.of(["s2", "s1"], by="K1")]
    [('s1', 'false', True), ('s2', '', False)]
    >>> chips.used
    {'s1': ['K1']}
    """

    claims: Mapping[str, Claim]
    behind: Mapping[str, Support] = field(default_factory=dict)
    used: dict[str, list[str]] = field(default_factory=dict)

    def of(self, ids: Iterable[str], by: str = "") -> tuple[Chip, ...]:
        """Return the chips of some claims: wrong ones first, then as given, each once."""
        once = list(dict.fromkeys(ids))
        for id_ in once:
            if id_ in self.claims:
                users = self.used.setdefault(id_, [])
                if by and by not in users:
                    users.append(by)
        return tuple(sorted(map(self._chip, once), key=lambda chip: not chip.wrong))

    def _chip(self, id_: str) -> Chip:
        claim = self.claims.get(id_)
        if claim is None:
            return Chip(id=id_, grade="", quote="", listed=False)
        wrong = str(claim.verdict) if claim.wrong else ""
        return Chip(
            id=id_, grade=str(claim.grade), quote=claim.quote, wrong=wrong, flag=self._flag(id_)
        )

    def _flag(self, id_: str) -> str:
        support = self.behind.get(id_)
        if support is None:
            return ""
        said = (["1 source"] if support.single else []) + (["unnamed"] if support.unnamed else [])
        return ", ".join(said)
