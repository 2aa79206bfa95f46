"""An executed notebook as an accessible page: one file, no code, no script, nothing loaded from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aspa_analysis.errors import ReportError
from aspa_analysis.reporting._body import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, Body, finish_body
from aspa_analysis.reporting._pages import fill_page
from aspa_analysis.reporting.blocks import HEADLINE_TYPE
from aspa_analysis.store import write_text

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from aspa_analysis.reporting.jobs import NotebookJob


HIDDEN_TAGS = frozenset({"developer", "parameters", "injected-parameters", "remove_cell"})

# nbconvert's own words for a picture without a text; they pass every checker and say nothing.
_DEFAULT_ALT = "no description has been provided for this image"
_STYLE = re.compile(r"<style\b.*?</style\s*>", re.DOTALL | re.IGNORECASE)
_TEMPLATES = Path(__file__).parent / "templates"


def render_html(notebook_path: Path, job: NotebookJob) -> str | None:
    """Render an executed notebook as the job's page.

    Parameters
    ----------
    notebook_path : Path
        The executed notebook.
    job : NotebookJob
        Title, language, links and the page to write.

    Returns
    -------
    str or None
        The page in one sentence, where the notebook gave one.

    Raises
    ------
    ReportError
        If a picture has no alternative text of its own, or a figure was not drawn.
    """
    import nbformat

    notebook = nbformat.read(notebook_path, as_version=4)  # type: ignore[no-untyped-call]
    _check_pictures(notebook)
    headline = _take_headline(notebook)
    _drop_styles(notebook)
    body = _render_body(notebook)
    write_text(job.html, fill_page("report.html.j2", language=job.language, job=job, body=body))
    return headline


def _render_body(notebook: NotebookNode) -> Body:
    from nbconvert import HTMLExporter

    # Exporters are not safe for threads, so each page makes its own; it costs a fiftieth of a second.
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        config=_configure_exporter(), extra_template_basedirs=[str(_TEMPLATES)], template_name="report"
    )
    html, _resources = exporter.from_notebook_node(notebook)
    return finish_body(html)


@cache
def _configure_exporter() -> Any:
    from traitlets.config import Config

    config = Config()
    config.HTMLExporter.exclude_input = True
    config.HTMLExporter.exclude_input_prompt = True
    config.HTMLExporter.exclude_output_prompt = True
    config.HTMLExporter.exclude_raw = True
    config.HTMLExporter.exclude_anchor_links = True
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = set(HIDDEN_TAGS)
    config.HTMLExporter.preprocessors = ["nbconvert.preprocessors.sanitize.SanitizeHTML"]
    # A second lock: what the library escapes is text already, and what is no known tag becomes text here.
    config.SanitizeHTML.enabled = True
    config.SanitizeHTML.tags = sorted(ALLOWED_TAGS)
    config.SanitizeHTML.attributes = ALLOWED_ATTRIBUTES
    config.SanitizeHTML.safe_output_keys = {"metadata", "text/plain", "image/png"}
    return config


def _list_outputs(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    return [
        (number, output)
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code" and not HIDDEN_TAGS.intersection(cell.metadata.get("tags", ()))
        for output in cell.outputs
        if output.output_type in ("display_data", "execute_result")
    ]


def _check_pictures(notebook: NotebookNode) -> None:
    seen: set[str] = set()
    for number, output in _list_outputs(notebook):
        if "image/png" not in output.data:
            _check_drawn(number, output)
            continue
        alt = str(output.metadata.get("image/png", {}).get("alt", "")).strip()
        fault = _find_alt_fault(alt, seen)
        if fault:
            raise ReportError(
                f"the alternative text of a picture in cell {number} {fault}; expected one that tells what "
                "the picture tells, in metadata={'image/png': {'alt': …}} of display"
            )
        seen.add(alt)


def _find_alt_fault(alt: str, seen: set[str]) -> str | None:
    if not alt:
        return "is missing"
    if alt.casefold().rstrip(".").startswith((_DEFAULT_ALT, "<figure")):
        return "is a default"
    return "repeats another picture's" if alt in seen else None


def _check_drawn(number: int, output: NotebookNode) -> None:
    pictures = {kind for kind in output.data if kind.startswith("image/")}
    is_figure = str(output.data.get("text/plain", "")).startswith("<Figure size")
    if pictures or (is_figure and "text/html" not in output.data):
        found = ", ".join(sorted(pictures)) or "none"
        raise ReportError(
            f"a figure in cell {number} has no PNG; expected image/png, found {found}; show it as PNG"
        )


def _take_headline(notebook: NotebookNode) -> str | None:
    """Take the headlines out of the notebook just read, for they are not shown, and return the first."""
    found = [o.data.pop(HEADLINE_TYPE) for _, o in _list_outputs(notebook) if HEADLINE_TYPE in o.data]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("data") != {}]
    return next((text for text in (str(content["text"]).strip() for content in found) if text), None)


def _drop_styles(notebook: NotebookNode) -> None:
    """Drop the style sheets that pandas puts before a frame; sanitised they would be shown as text."""
    for _number, output in _list_outputs(notebook):
        if "text/html" in output.data:
            output.data["text/html"] = _STYLE.sub("", output.data["text/html"])
