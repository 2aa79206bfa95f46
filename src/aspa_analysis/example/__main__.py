"""Write the example data: ``python -m aspa_analysis.example OUT_FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from aspa_analysis.example import write_example


def main(arguments: list[str]) -> int:
    """Write the example data into the folder that is named."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m aspa_analysis.example OUT_FOLDER\n")
        return 2
    written = write_example(Path(arguments[0]))
    sys.stdout.write(f"{len(written)} files in {arguments[0]}; all of it is made up\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
