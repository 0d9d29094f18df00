"""Add up the tests of one run of ``make test`` and say so in one last line."""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET


def counts(report: Path) -> tuple[int, int, int]:
    """Count the passed, failed and skipped tests of one JUnit report, written by this very run."""
    passed = failed = skipped = 0
    for suite in ET.parse(report).iter("testsuite"):  # noqa: S314  our own file
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        left_out = int(suite.get("skipped", 0))
        passed += int(suite.get("tests", 0)) - bad - left_out
        failed += bad
        skipped += left_out
    return passed, failed, skipped


def main(folder: str) -> int:
    """Print a line per report and the sum; fail if a test failed or none ran."""
    total = [0, 0, 0]
    for report in sorted(Path(folder).glob("*.xml")):
        found = counts(report)
        total = [a + b for a, b in zip(total, found, strict=True)]
        print(f"{report.stem}: {found[0]} passed, {found[1]} failed, {found[2]} skipped")
    passed, failed, skipped = total
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
