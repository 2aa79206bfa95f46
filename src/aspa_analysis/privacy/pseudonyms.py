"""Respondent ids as keyed hashes: a person keeps one pseudonym, and only the key's holder can make it."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from aspa_analysis.errors import SettingsError

_KEY_BYTES = 32
# 64 bits: two of a million respondents share a pseudonym with a chance of about 3 in 100 million.
_DIGEST_BYTES = 8


def load_key(path: Path) -> bytes:
    """Read the key of the pseudonyms; the first use makes it.

    Parameters
    ----------
    path : Path
        The key's file, kept out of version control.

    Returns
    -------
    bytes
        The key.

    Raises
    ------
    SettingsError
        If the file is not a key.
    """
    if not path.exists():
        _make_key(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise SettingsError(
            f"{path.name} is no key: expected {2 * _KEY_BYTES} hexadecimal digits, found something else; "
            "restore it from a copy, or delete it and accept that all pseudonyms change"
        )
    return key


def pseudonymise(ids: Iterable[object], key: bytes, *, scope: str) -> list[str]:
    """Turn ids into pseudonyms.

    Parameters
    ----------
    ids : iterable
        Ids as they stand in the file.
    key : bytes
        The key, from `load_key`.
    scope : str
        What the ids belong to (a survey): the same id elsewhere gets another pseudonym.

    Returns
    -------
    list of str
        Pseudonyms of 16 hexadecimal digits, in order.

    Raises
    ------
    SettingsError
        If the key is too short to protect anything.

    References
    ----------
    Aumasson, J.-P. et al. (2013). BLAKE2: simpler, smaller, fast as MD5. RFC 7693.
    """
    if len(key) < _KEY_BYTES // 2:
        raise SettingsError(
            f"the key has {len(key)} bytes: expected at least {_KEY_BYTES // 2}; use load_key"
        )
    # The scope is hashed with the key, so that no scope and id run into another pair.
    scoped = blake2b(scope.encode("utf-8"), key=key, digest_size=_KEY_BYTES).digest()
    return [blake2b(_encode(one), key=scoped, digest_size=_DIGEST_BYTES).hexdigest() for one in ids]


def _encode(one: object) -> bytes:
    return str(one).encode("utf-8", "surrogatepass")


def _make_key(path: Path) -> None:
    """Write a new key whole or not at all; whoever comes second uses the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES) + "\n")
        temporary.chmod(0o600)
        _put_in_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _put_in_place(temporary: Path, path: Path) -> None:
    try:
        # A link fails where a key stands already, a replace would silently change all pseudonyms.
        os.link(temporary, path)
    except FileExistsError:
        return
    except OSError:
        # File systems without links (FAT, some network drives).
        with contextlib.suppress(FileExistsError):
            if not path.exists():
                temporary.replace(path)
