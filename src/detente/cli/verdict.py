"""What ``detente verify`` answers: one sentence first, then what it rests on and what to do."""

from typing import TYPE_CHECKING

from detente.cli.options import Common
from detente.cli.page import Page

if TYPE_CHECKING:
    from detente.record.verification import Verification

__all__ = ["verdict"]


def verdict(found: "Verification", common: Common, head: str | None) -> Page:
    """Return the answer; ``head`` is the one that was remembered, if it was given."""
    from detente.cli.words import count

    page = Page()
    if found.damage:
        _damaged(page, found, common)
    elif found.broken:
        page.line(("The chain is broken", "bold red"), f" at record {found.broken.seq}: "
                  f"{found.broken.message}.")  # fmt: skip
    elif found.remembered is False:
        page.line(("Not the record that had that head.", "bold red"))
        page.line(
            "Its chain holds, but it does not go on from the head that was remembered: its tail was "
            "cut, or it was written anew.",
            indent=2,
        )
    else:
        page.line((f"{count(found.head.seq, 'record')}, and the chain holds.", "bold"))
    if found.head.seq or found.holds:
        page.source(f"record head {found.head}")
    if head is None and found.holds and not common.quiet:
        page.line(
            ("Note this head elsewhere: without --head, a cut tail or a full rewrite is not seen.",
             "dim"),
        )  # fmt: skip
    if found.erased:
        page.line(f"{count(len(found.erased), 'body', 'bodies')} erased: {', '.join(found.erased)}")
    if found.jumps:
        page.line(_jumps(found, common))
    if common.verbose:
        page.source(f"Merkle root {found.root.hex()}")
    return page


def _damaged(page: Page, found: "Verification", common: Common) -> None:
    """Say that the file is damaged, how far it can be read, and what to do."""
    from detente.cli.words import count

    page.line(("The file is damaged.", "bold red"), f" {_readable(found)}")
    page.line(
        ("help:", "bold"),
        " keep it as it is; restore a backup, or import the last export into a new case",
        indent=6,
    )
    faults = [line for line in "\n".join(found.damage).split("\n") if not line.startswith("***")]
    if common.verbose:
        for fault in faults:
            page.line((fault, "dim"), indent=2)
    elif not common.quiet:
        listed = "-v lists it" if len(faults) == 1 else "-v lists them"
        said = f"The database's own check found {count(len(faults), 'fault')}; {listed}."
        page.line((said, "dim"))


def _readable(found: "Verification") -> str:
    seq = found.head.seq
    if found.broken is None:
        whole = "Its records can still be read, and their chain holds"
        lost = ", but it does not go on from the head that was remembered"
        return f"{whole}{lost if found.remembered is False else ''}."
    if not seq:
        return "None of its records can be trusted: the chain is broken at the first."
    return f"Its records can be trusted up to number {seq}; at the next the chain is broken."


def _jumps(found: "Verification", common: Common) -> str:
    from detente.cli.words import count

    times = f"{count(len(found.jumps), 'time')} more than a day passed between two records"
    if not common.verbose:
        return f"{times} (-v lists them)."
    shown = ", ".join(f"{jump.days} days before #{seq}" for seq, jump in found.jumps)
    return f"{times}: {shown}."
