"""Files that ship with the package: notebooks, configuration and the made-up example data."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from aspa_analysis.errors import SettingsError


def shipped(relative: str) -> Path:
    """Find a file or folder that ships with the project.

    In an installed wheel it lies inside the package, in a checkout in the project folder.

    Parameters
    ----------
    relative : str
        Path from the project folder, for example ``"config/codebook.toml"``.

    Returns
    -------
    Path
        Where it is.

    Raises
    ------
    SettingsError
        If it is in neither place.
    """
    package = Path(str(files("aspa_analysis")))
    for base in (package / "_shipped", package.parents[1]):
        if (base / relative).exists():
            return base / relative
    raise SettingsError(f"{relative} is not part of this installation; install aspa-analysis again")


def project_file(config: Path, name: str) -> Path:
    """Find a configuration file: the project's own, or else the shipped one.

    Parameters
    ----------
    config : Path
        The project's ``config`` folder.
    name : str
        Path inside it, for example ``"codebook.toml"``.

    Returns
    -------
    Path
        The file to read.
    """
    own = config / name
    return own if own.exists() else shipped(f"config/{name}")
