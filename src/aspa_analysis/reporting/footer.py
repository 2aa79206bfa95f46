"""The last section of every report: how the numbers were made, how accurate they are, from what."""

from __future__ import annotations

import json
import platform

import pandas as pd

from aspa_analysis import __version__
from aspa_analysis.errors import SettingsError
from aspa_analysis.reporting.blocks import Block, BulletList, Heading, Paragraph, Table
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.quality import TABLES, tabulate_files
from aspa_analysis.resources import shipped

# Accuracy of the coding by code, measured on hand-labelled texts, where the coding room ships it.
ACCURACY_FILE = "config/coding_accuracy.json"
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
    files = tabulate_files(report, _INPUTS.get(report.name, TABLES))
    frame = pd.DataFrame(
        {report.say("column.file"): files["file_name"], report.say("column.digest"): files["source_file"]}
    )
    return [Table(frame, report.say("footer.inputs_caption"))]


def _describe_accuracy(report: Report) -> list[Block]:
    """Show how often the coding is right; nothing when no measurement ships with the project."""
    if report.name != "20_digest":
        return []
    try:
        content = json.loads(shipped(ACCURACY_FILE).read_text(encoding="utf-8"))
    except SettingsError:
        return []
    rows = [
        (report.name_theme(code), report.wording.share(m["precision"]), report.wording.share(m["recall"]))
        for code, m in content.items()
    ]
    columns = [report.say(f"footer.accuracy_{key}") for key in ("code", "precision", "recall")]
    return [Table(pd.DataFrame(rows, columns=columns), report.say("footer.accuracy_caption"))]
