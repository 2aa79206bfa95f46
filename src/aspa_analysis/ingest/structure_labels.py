"""Which LimeSurvey structure belongs to an export, and its wordings put on the export's columns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from aspa_analysis.errors import InputError
from aspa_analysis.ingest.columncodes import ColumnCodes
from aspa_analysis.ingest.layouts import LIMESURVEY_CODES, ColumnHeading
from aspa_analysis.ingest.structure import HEAD_BYTES, Structure, is_structure, read_structure

_SUFFIXES = frozenset({".lss", ".xml"})
_ENOUGH_SHARE = 0.6


def find_structure(
    path: Path, columns: list[ColumnHeading], *, named: str | None = None
) -> tuple[Structure | None, list[str]]:
    """Find the structure file that belongs to a LimeSurvey export.

    Parameters
    ----------
    path : Path
        The export.
    columns : list of ColumnHeading
        Its columns.
    named : str, optional
        Name of the structure file, in the export's folder; without it the folder is searched.

    Returns
    -------
    structure : Structure or None
        The one that knows most of the export's columns, at least 60 % of those with a code.
    notes : list of str
        Which was taken, or why none.

    Raises
    ------
    InputError
        If the named file cannot be read.
    """
    if named:
        structure = read_structure(path.parent / named)
        return structure, [f"labels: from {structure.name}, as the source map says"]
    found: list[tuple[float, Structure]] = []
    notes = []
    for candidate in sorted(path.parent.iterdir()):
        if (
            candidate.suffix.lower() not in _SUFFIXES
            or not candidate.is_file()
            or not _starts_as_structure(candidate)
        ):
            continue
        try:
            structure = read_structure(candidate)
        except InputError as error:
            notes.append(f"labels: {error}")
            continue
        found.append((_rate(structure, columns), structure))
    fitting = sorted(
        (part for part in found if part[0] >= _ENOUGH_SHARE), key=lambda part: (-part[0], part[1].name)
    )
    if not fitting:
        return None, notes
    share, structure = fitting[0]
    return structure, [
        *notes,
        f"labels: from {structure.name}, which knows {share:.0%} of the question columns",
    ]


def _starts_as_structure(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return is_structure(stream.read(HEAD_BYTES))
    except OSError:
        return False


def _rate(structure: Structure, columns: list[ColumnHeading]) -> float:
    asked = [column for column in columns if _is_asked(column)]
    return sum(structure.has_code(column) for column in asked) / len(asked) if asked else 0.0


def _is_asked(column: ColumnHeading) -> bool:
    is_timing = column.code.endswith("Time") or column.code == "interviewtime"
    return column.code.casefold() not in LIMESURVEY_CODES | {"id"} and not is_timing


def label_columns(
    structure: Structure, columns: list[ColumnHeading]
) -> tuple[list[ColumnHeading], dict[str, ColumnCodes]]:
    """Give columns their wordings and the labels of their answers.

    Parameters
    ----------
    structure : Structure
        The survey's structure.
    columns : list of ColumnHeading
        The export's columns.

    Returns
    -------
    columns : list of ColumnHeading
        The same columns; wordings that the export has are kept.
    codes : dict of str to ColumnCodes
        Column → labels, where there are any.
    """
    worded, codes = [], {}
    for column in columns:
        question = structure.questions.get(column.code)
        if question is None:
            worded.append(column)
            continue
        option = column.option or question.rows.get(column.subcode, "")
        worded.append(replace(column, question=column.question or question.wording, option=option))
        is_text = column.subcode.endswith(("other", "comment"))
        # A question that has become one of check boxes since the export says nothing of its old answers.
        is_other_kind = question.is_boxes and not column.subcode
        if question.labels and not is_text and not is_other_kind:
            codes[column.column] = ColumnCodes(question.labels)
    return worded, codes
