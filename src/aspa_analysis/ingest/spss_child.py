"""Reads an SPSS file in a process of its own and writes it to standard output as JSON.

A damaged file can end the library that reads it, and the process with it: that process is this one.
It is run as a script, so that it imports nothing of the package.
"""

from __future__ import annotations

import json
import sys
from typing import Any

MEMORY_BYTES = 6 << 30


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _tell(value: object) -> Any:
    return value.item() if hasattr(value, "item") else value


def read(path: str, max_cells: int) -> dict[str, Any]:
    """Read a file: what its dictionary says, and its columns."""
    import pyreadstat

    options: dict[str, Any] = {
        "user_missing": True,
        "disable_datetime_conversion": True,
        "output_format": "dict",
    }
    _, meta = pyreadstat.read_sav(path, metadataonly=True, **options)
    limit = max_cells // max(len(meta.column_names), 1) + 1
    columns, meta = pyreadstat.read_sav(path, row_limit=limit, **options)
    rows_count = max((len(values) for values in columns.values()), default=0)
    return {
        "names": list(meta.column_names),
        "wordings": dict(meta.column_names_to_labels),
        "types": dict(meta.original_variable_types),
        "labels": {
            name: [[_tell(code), label] for code, label in labels.items()]
            for name, labels in meta.variable_value_labels.items()
        },
        "missing": {
            name: [[_tell(part["lo"]), _tell(part["hi"])] for part in ranges]
            for name, ranges in meta.missing_ranges.items()
        },
        "sets": meta.mr_sets,
        "encoding": meta.file_encoding,
        "is_too_large": rows_count >= limit,
        "columns": {name: [_tell(value) for value in values] for name, values in columns.items()},
    }


def main() -> int:
    """Read the file named on the command line; any error's text stays here, for it could hold a cell."""
    _limit_memory()
    try:
        found = read(sys.argv[1], int(sys.argv[2]))
        sys.stdout.buffer.write(json.dumps(found).encode("ascii"))
    except BaseException:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
