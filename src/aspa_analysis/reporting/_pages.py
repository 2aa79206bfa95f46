"""The page round a report or the index: one frame and one style sheet, filled with everything escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from aspa_analysis import __version__
from aspa_analysis.reporting.furniture import find_furniture

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def _open_templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(str(_TEMPLATES), encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _read_style() -> Markup:
    return Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8"))  # noqa: S704  (our own file)


def fill_page(template: str, *, language: str, **content: object) -> str:
    """Fill a page's template.

    Parameters
    ----------
    template : str
        Name of the template.
    language : {"fi", "sv", "en"}
        Language of the page.
    **content : object
        What the template names; text is escaped.

    Returns
    -------
    str
        The page.
    """
    page = _open_templates().get_template(template)
    words = find_furniture(language)
    return page.render(words=words, style=_read_style(), version=__version__, **content)
