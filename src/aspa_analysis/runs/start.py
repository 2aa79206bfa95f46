"""A new project folder: settings, configuration and empty folders, or the made-up example."""

from __future__ import annotations

import shutil
from pathlib import Path

from aspa_analysis.errors import SettingsError
from aspa_analysis.resources import shipped
from aspa_analysis.settings import SETTINGS_NAME
from aspa_analysis.store import write_text

_SETTINGS = """\
# Settings of this project folder. What is left out has its default; unknown keys are refused.

[project]
name = "Kirjastomme"

[reports]
languages = ["fi"]          # fi, sv, en
audience = "staff"          # analyst, staff or public

[disclosure]
threshold_count = 5         # smaller counts of persons are not shown
"""

_LIBRARIES = """\
# Registry of libraries: library → municipality → consortium (kimppa) → region. Change it to your own.
# period       shortest period of the digest: month (30 or more notes a month), quarter, half or year
# staff_count  how many people work there; below five, staff tables are merged to the consortium

[[region]]
id = "alue"
name = "Alueemme"

[[consortium]]
id = "kimppa"
name = "Kimppamme"
region = "alue"

[[library]]
id = "kirjasto"
name = "Kirjastomme"
municipality = "Kuntamme"
staff_count = 4
period = "quarter"
consortium = [{ consortium = "kimppa" }]

[[library.service_point]]
id = "kirjasto-paa"
name = "Pääkirjasto"
staff_count = 4
"""


def init_project(folder: Path, *, example: bool = False) -> list[Path]:
    """Make a project folder.

    Parameters
    ----------
    folder : Path
        The folder; made when missing.
    example : bool
        Whether to copy the made-up example with its data.

    Returns
    -------
    list of Path
        What was made.

    Raises
    ------
    SettingsError
        If the folder is a project already.
    """
    if (folder / SETTINGS_NAME).exists():
        raise SettingsError(f"{SETTINGS_NAME} is there already; choose another folder, nothing was changed")
    for name in ("data/raw", "data/processed", "reports", "config/sources"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return _copy_example(folder) if example else _write_new(folder)


def _write_new(folder: Path) -> list[Path]:
    made = [folder / SETTINGS_NAME, folder / "config" / "libraries.toml"]
    for path, content in zip(made, (_SETTINGS, _LIBRARIES), strict=True):
        write_text(path, content)
    made += [_copy_tree("config/codebook.toml", folder), _copy_tree("config/questionnaires", folder)]
    return made


def _copy_example(folder: Path) -> list[Path]:
    names = (SETTINGS_NAME, "config", "data/raw/example")
    return [_copy_tree(name, folder) for name in names]


def _copy_tree(name: str, folder: Path) -> Path:
    source, target = shipped(name), folder / name
    if source.is_dir():
        ignored = shutil.ignore_patterns("redaction.toml")
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=ignored)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return target
