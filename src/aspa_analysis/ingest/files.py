"""Raw files on the disk: finding them, naming them by their content, reading their bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from aspa_analysis.errors import InputError
from aspa_analysis.ingest.structure import is_structure

MAX_FILE_BYTES = 500_000_000
_CHUNK_BYTES = 1 << 20
_IGNORED_SUFFIXES = frozenset({".toml", ".md", ".part", ".tmp", ".lss"})
_HEAD_BYTES = 20_000
_IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini"})


def hash_file(path: Path) -> str:
    """Name a file by its content.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    str
        First 16 hexadecimal digits of its SHA-256.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be opened ({type(error).__name__}); check that it exists and is not in use"
        ) from None
    return digest.hexdigest()[:16]


def list_raw_files(raw: Path) -> list[Path]:
    """List the files of the raw folder that may be exports.

    Parameters
    ----------
    raw : Path
        The raw folder.

    Returns
    -------
    list of Path
        Sorted by their path below the folder; without READMEs, hidden and temporary files
        (``~$…`` is Excel's lock), TOML, JSON that holds no answers and the structures of surveys.
    """
    if not raw.is_dir():
        return []
    found = [path for path in raw.rglob("*") if path.is_file() and not _is_ignored(path.relative_to(raw))]
    wanted = [path for path in found if not _describes_data(path)]
    return sorted(wanted, key=lambda path: path.relative_to(raw).as_posix())


def _describes_data(path: Path) -> bool:
    """Tell a file that only describes data: JSON without answers, a survey's structure."""
    suffix = path.suffix.lower()
    if suffix not in (".json", ".xml"):
        return False
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except OSError:
        return False
    if suffix == ".xml":
        return is_structure(head)
    is_list = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
    return not is_list and b'"RespondentAnswers"' not in head and b'"Answers"' not in head


def _is_ignored(relative: Path) -> bool:
    name = relative.name.casefold()
    is_hidden = any(part.startswith(".") for part in relative.parts)
    is_temporary = name.startswith(("~$", ".~lock")) or name in _IGNORED_NAMES
    return (
        is_hidden or is_temporary or name.startswith("readme") or relative.suffix.lower() in _IGNORED_SUFFIXES
    )


def read_content(path: Path) -> bytes:
    """Read a file's bytes, refusing what cannot be an export.

    Raises
    ------
    InputError
        If the file is missing, is a folder, is empty, is too large or must not be read.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(f"{path.name} is a folder, expected a file; name one of the files in it")
        if size > MAX_FILE_BYTES:
            raise InputError(
                f"{path.name} is {size / 1e6:.0f} MB, the limit is {MAX_FILE_BYTES / 1e6:.0f} MB; "
                "export a shorter period"
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path.name} is missing: nothing at that path; check the folder and name") from None
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be opened ({type(error).__name__}); close it in other programs and check "
            "the rights of the file"
        ) from None
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise InputError(f"{path.name} is empty: {size} bytes without any content; export it again")
    return content
