"""Fetch the fonts of the brief again and write their checksums.

Takes ``npm``. Run it when a new version of a font is wanted, read the diff, look at the brief.
Nothing is fetched when detente runs: the files stand in the package.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "src" / "detente" / "brief" / "fonts"
PACKAGES = {
    "@fontsource-variable/source-sans-3@5.3.0": {
        "LICENSE": "LICENSE-source-sans-3.txt",
        "files/source-sans-3-latin-wght-normal.woff2": "source-sans-3-latin.woff2",
    },
    "@fontsource-variable/source-serif-4@5.3.1": {
        "LICENSE": "LICENSE-source-serif-4.txt",
        "files/source-serif-4-latin-wght-normal.woff2": "source-serif-4-latin.woff2",
    },
}
LIST = "sha256sums.txt"


def fetch(package: str, files: dict[str, str], into: Path) -> None:
    """Unpack `files` of an npm package into the folder `into`, under their new names."""
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(["npm", "pack", "--silent", package], cwd=scratch, check=True)
        with tarfile.open(next(Path(scratch).glob("*.tgz"))) as archive:
            for name, new_name in files.items():
                member = archive.extractfile(f"package/{name}")
                if member is None:
                    sys.exit(f"{package} has no file {name}")
                (into / new_name).write_bytes(member.read())


def checksums(folder: Path) -> str:
    """Return one line per font file: its SHA-256 and its name, sorted by name."""
    files = sorted(folder.glob("*.woff2"))
    return "".join(f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.name}\n" for f in files)


def main() -> None:
    """Fetch every font and write the list of checksums."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for package, files in PACKAGES.items():
        fetch(package, files, FONTS)
    (FONTS / LIST).write_text(checksums(FONTS), encoding="utf-8")
    print(checksums(FONTS), end="")


if __name__ == "__main__":
    main()
