"""Reports: what a notebook works with, and how notebooks become pages.

The names are resolved on first use, so that a notebook does not pay for what only the run needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aspa_analysis.reporting.context import Report as Report
    from aspa_analysis.reporting.context import open_report as open_report
    from aspa_analysis.reporting.engine import choose_engine as choose_engine
    from aspa_analysis.reporting.engine import start_warm_process as start_warm_process
    from aspa_analysis.reporting.engine import stop_warm_process as stop_warm_process
    from aspa_analysis.reporting.jobs import Link as Link
    from aspa_analysis.reporting.jobs import NotebookJob as NotebookJob
    from aspa_analysis.reporting.jobs import RenderedReport as RenderedReport
    from aspa_analysis.reporting.jobs import execute_and_render as execute_and_render
    from aspa_analysis.reporting.jobs import execute_notebook as execute_notebook
    from aspa_analysis.reporting.render import render_html as render_html
    from aspa_analysis.reporting.site import SiteEntry as SiteEntry
    from aspa_analysis.reporting.site import build_site as build_site

_HOMES = {
    "Link": "jobs",
    "NotebookJob": "jobs",
    "RenderedReport": "jobs",
    "Report": "context",
    "SiteEntry": "site",
    "build_site": "site",
    "choose_engine": "engine",
    "execute_and_render": "jobs",
    "execute_notebook": "jobs",
    "open_report": "context",
    "render_html": "render",
    "start_warm_process": "engine",
    "stop_warm_process": "engine",
}

__all__ = [
    "Link",
    "NotebookJob",
    "RenderedReport",
    "Report",
    "SiteEntry",
    "build_site",
    "choose_engine",
    "execute_and_render",
    "execute_notebook",
    "open_report",
    "render_html",
    "start_warm_process",
    "stop_warm_process",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """List the public names, used or not."""
    return sorted(__all__)
