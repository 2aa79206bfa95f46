"""What Finnish public libraries' customers say, turned into what a library does next.

The public names are resolved on first use (PEP 562), so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aspa_analysis.coding import code_feedback as code_feedback
    from aspa_analysis.ingest import read_export as read_export
    from aspa_analysis.privacy import redact as redact
    from aspa_analysis.profiles import fit_profiles as fit_profiles
    from aspa_analysis.runs import run as run
    from aspa_analysis.store import load as load

__version__ = "0.1.0"

_HOMES = {
    "read_export": "aspa_analysis.ingest",
    "redact": "aspa_analysis.privacy",
    "code_feedback": "aspa_analysis.coding",
    "fit_profiles": "aspa_analysis.profiles",
    "load": "aspa_analysis.store",
    "run": "aspa_analysis.runs",
}

__all__ = ["__version__", "code_feedback", "fit_profiles", "load", "read_export", "redact", "run"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names, used or not."""
    return sorted(__all__)
