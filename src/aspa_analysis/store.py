"""Where the processed tables lie: Parquet files, partitioned by month where a table has one."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pandas as pd

from aspa_analysis.errors import TableError
from aspa_analysis.schemas import get_table
from aspa_analysis.settings import load_settings
from aspa_analysis.validation import make_empty, validate


def write_text(path: Path, content: str) -> None:
    """Write a text file whole or not at all (UTF-8, line feeds).

    Parameters
    ----------
    path : Path
        The file; its folder is made when missing.
    content : str
        What it shall hold.
    """
    write_bytes(path, content.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Parameters
    ----------
    path : Path
        The file; its folder is made when missing.
    content : bytes
        What it shall hold.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        # mkstemp makes private files; reports are read by others.
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def save_table(processed: Path, name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Check a canonical table and write it.

    Parameters
    ----------
    processed : Path
        Folder of the processed tables.
    name : str
        Name of the table.
    frame : pandas.DataFrame
        Its rows; they replace the table that was there.

    Returns
    -------
    pandas.DataFrame
        The checked table.

    Raises
    ------
    TableError
        If the frame does not follow the table's schema.
    """
    checked = validate(name, frame)
    processed.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=processed, prefix=f".{name}."))
    try:
        _write_parts(folder, name, checked)
        _swap_folder(folder, processed / name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return checked


def _write_parts(folder: Path, name: str, frame: pd.DataFrame) -> None:
    month_column = get_table(name).month_column
    if month_column is None or frame.empty:
        frame.to_parquet(folder / "part.parquet", index=False)
        return
    for month, part in frame.groupby(month_column, sort=True):
        part.to_parquet(folder / f"{month}.parquet", index=False)


def _swap_folder(new: Path, target: Path) -> None:
    """Put a finished folder in the place of the old one; the old one stays until it is ready."""
    new.chmod(0o755)
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.replace(old)
    new.replace(target)
    shutil.rmtree(old, ignore_errors=True)


def read_table(processed: Path, name: str) -> pd.DataFrame:
    """Read a canonical table.

    Parameters
    ----------
    processed : Path
        Folder of the processed tables.
    name : str
        Name of the table.

    Returns
    -------
    pandas.DataFrame
        The table; without rows when the run made none.

    Raises
    ------
    TableError
        If no run has written the table, or its files cannot be read.
    """
    get_table(name)
    folder = processed / name
    if not folder.is_dir():
        raise TableError(f"table '{name}' has not been made: nothing at {folder.name}; run 'aspa run' first")
    try:
        parts = [pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))]
    except (OSError, ValueError) as error:
        raise TableError(
            f"table '{name}' cannot be read ({type(error).__name__}); run 'aspa run' again"
        ) from None
    filled = [part for part in parts if not part.empty]
    return pd.concat(filled, ignore_index=True) if filled else (parts[0] if parts else make_empty(name))


def load(table: str, project: str | Path = ".") -> pd.DataFrame:
    """Load a processed canonical table of a project.

    Parameters
    ----------
    table : str
        Name of the table, for example ``"feedback"``; docs/data_dictionary.md lists them.
    project : str or Path
        The project folder.

    Returns
    -------
    pandas.DataFrame
        The table.

    Raises
    ------
    SettingsError
        If the folder is no project.
    TableError
        If the table is unknown or no run has made it.
    """
    return read_table(load_settings(project).processed, table)
