"""Words a second of the whole extractor, on the texts given, repeated to 20,000 words.

Run as ``python bench/measure_extraction.py CASE TEXT... [--tier nlp]``.
"""

import argparse
import time
from pathlib import Path

from detente.evidence import extract, read
from detente.folder import open_case

WORDS = 20_000


def main() -> None:
    """Measure, without the time that the parser takes to load."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case")
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--tier", default="keywords", choices=["keywords", "nlp"])
    options = parser.parse_args()
    case = open_case(options.case).case
    if case is None:
        raise SystemExit("the case cannot be read")
    sources = [read(path.read_bytes(), path.name) for path in options.texts]
    extract(sources[0], case, tier=options.tier)
    words = 0
    begin, busy = time.perf_counter(), time.process_time()
    while words < WORDS:
        for source in sources:
            extract(source, case, tier=options.tier)
            words += len(source.text.split())
    passed, spent = time.perf_counter() - begin, time.process_time() - busy
    print(f"{options.tier}: {words:,} words, {words / passed:,.0f} words/s by the clock, "
          f"{words / spent:,.0f} words/s of processor time")  # fmt: skip


if __name__ == "__main__":
    main()
