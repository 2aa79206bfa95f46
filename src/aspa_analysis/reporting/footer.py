"""The last section of every report: how the numbers were made, how accurate they are, from what."""

from __future__ import annotations

import platform
import tomllib
from importlib.resources import files

import pandas as pd

from aspa_analysis import __version__
from aspa_analysis.reporting.blocks import Block, BulletList, Heading, Paragraph, Table
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.quality import TABLES, tabulate_files

# Accuracy of the coding by code, measured on hand-labelled texts, where the coding room ships it.
ACCURACY_FILE = "accuracy.toml"
# A code that is right more seldom than this (F1) is only indicative.
INDICATIVE_BELOW = 0.6
_METHODS = {
    "10_quality": ("quality",),
    "20_digest": ("notes", "tally", "interval", "usual"),
    "30_survey": ("survey", "interval", "small"),
    "40_profiles": ("profiles", "interval", "small"),
}
_INPUTS: dict[str, tuple[str, ...]] = {
    "20_digest": ("feedback", "activity"),
    "30_survey": ("respondents",),
    "40_profiles": ("respondents",),
}


def describe_method(report: Report) -> list[Block]:
    """Tell how the report's numbers were made.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of Block
        Heading, method in plain words, accuracy of the coding, audience, versions and inputs.
    """
    version = report.codebook.version
    methods = tuple(
        report.say(f"footer.{key}", version=version) for key in _METHODS.get(report.name, ("notes",))
    )
    return [
        Heading(report.say("footer.heading")),
        BulletList(methods),
        *_describe_accuracy(report),
        Heading(report.say("footer.audience_heading"), 3),
        Paragraph(report.say(f"footer.audience_{report.audience}")),
        Heading(report.say("footer.versions_heading"), 3),
        Paragraph(_tell_versions(report)),
        *_list_inputs(report),
    ]


def _tell_versions(report: Report) -> str:
    return report.say(
        "footer.versions",
        program=__version__,
        codebook=report.codebook.version,
        python=platform.python_version(),
    )


def _list_inputs(report: Report) -> list[Block]:
    listed = tabulate_files(report, _INPUTS.get(report.name, TABLES))
    frame = pd.DataFrame(
        {report.say("column.file"): listed["file_name"], report.say("column.digest"): listed["source_file"]}
    )
    return [Table(frame, report.say("footer.inputs_caption"))]


def _describe_accuracy(report: Report) -> list[Block]:
    """Show how often the coding is right, or say that it has not been measured."""
    if report.name != "20_digest":
        return []
    known = {*report.codebook.theme_codes, *report.codebook.kind_codes}
    measured = {code.partition("_")[2]: row for code, row in _read_accuracy().items()}
    rows = [_tell_accuracy(report, code, row) for code, row in measured.items() if code in known]
    if not rows:
        return [Paragraph(report.say("footer.accuracy_none"))]
    columns = [report.say(f"footer.accuracy_{key}") for key in ("code", "precision", "recall")]
    caption, note = report.say("footer.accuracy_caption"), report.say("footer.accuracy_note")
    return [Table(pd.DataFrame(rows, columns=columns), caption, note=note)]


def _read_accuracy() -> dict[str, dict[str, float]]:
    source = files("aspa_analysis.coding") / ACCURACY_FILE
    if not source.is_file():
        return {}
    codes: dict[str, dict[str, float]] = tomllib.loads(source.read_text(encoding="utf-8")).get("codes", {})
    return codes


def _tell_accuracy(report: Report, code: str, row: dict[str, float]) -> tuple[str, str, str]:
    name = report.name_theme(code)
    if min(row["f1"], row["unseen_f1"]) < INDICATIVE_BELOW:
        name = f"{name} ({report.say('footer.accuracy_weak')})"
    # The rules were made with two of the training authors at hand: only the unseen texts tell fairly.
    share = report.wording.share
    return name, share(row["unseen_precision"]), share(row["unseen_recall"])
