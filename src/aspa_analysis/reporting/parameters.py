"""A notebook's parameters, checked before it runs: papermill only warns of what it does not know."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from aspa_analysis.errors import SettingsError

_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "list": (list, tuple),
    "dict": (dict,),
}


def check_parameters(notebook: Path, parameters: dict[str, object]) -> None:
    """Check a job's parameters against the notebook's parameters cell.

    Parameters
    ----------
    notebook : Path
        The notebook.
    parameters : dict
        Values by name.

    Raises
    ------
    SettingsError
        If the notebook is missing, has no such parameter, or declares another type.
    """
    from papermill import inspect_notebook

    if not notebook.is_file():
        raise SettingsError(f"notebook {notebook.name} is missing: expected at {notebook}; restore it")
    try:
        declared = inspect_notebook(escape_braces(notebook))
    except ValueError:
        raise SettingsError(
            f"notebook {notebook.name} does not name its kernel; expected python3; save it from JupyterLab"
        ) from None
    unknown = sorted(set(parameters) - set(declared))
    if unknown:
        known = ", ".join(declared) or "none"
        raise SettingsError(
            f"notebook {notebook.name} has no parameter {', '.join(unknown)}; its parameters: {known}; "
            "correct the name or add it to the cell tagged 'parameters'"
        )
    for name, value in parameters.items():
        expected = _find_type(declared[name])
        if expected in _TYPES and not _has_type(value, expected):
            raise SettingsError(
                f"parameter {name} of notebook {notebook.name} is of type {type(value).__name__}; "
                f"expected {expected}; give it as such"
            )


def _find_type(declared: dict[str, Any]) -> str:
    """Return the declared type, or else the type of the default value."""
    name = str(declared["inferred_type_name"])
    if name != "None":
        return name
    try:
        return type(ast.literal_eval(declared["default"])).__name__
    except (ValueError, SyntaxError):
        return ""


def _has_type(value: object, expected: str) -> bool:
    # A bool is an int to Python, but "true" for a number of months is a mistake.
    return isinstance(value, _TYPES[expected]) and (expected == "bool" or not isinstance(value, bool))


def escape_braces(path: Path) -> str:
    """Return a path as papermill wants it, to which braces are placeholders.

    Parameters
    ----------
    path : Path
        The path.

    Returns
    -------
    str
        The path with its braces doubled.
    """
    return str(path).replace("{", "{{").replace("}", "}}")
