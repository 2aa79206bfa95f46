"""One run at a time: a lock file in the project's private folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from aspa_analysis.errors import LockedError


def make_private_folder(path: Path) -> Path:
    """Make a folder that only its owner can enter.

    Parameters
    ----------
    path : Path
        The folder.

    Returns
    -------
    Path
        The same path.
    """
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


@contextmanager
def hold_lock(private: Path) -> Iterator[None]:
    """Hold the project's lock while a run lasts.

    Parameters
    ----------
    private : Path
        The project's private folder.

    Yields
    ------
    None
        While the lock is held.

    Raises
    ------
    LockedError
        If another run holds it; a lock left by a crashed run is free again by itself.
    """
    lock = FileLock(make_private_folder(private) / "run.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(
            "another run holds this project: expected none, found its lock; wait until it ends"
        ) from None
    try:
        yield
    finally:
        lock.release()
