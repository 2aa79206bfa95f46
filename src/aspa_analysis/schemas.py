"""The canonical tables: each column declared once, checked in validation.py, rendered by dictionary.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aspa_analysis.errors import TableError

TableClass = Literal["content", "person", "staff", "registry", "result"]

COLLECTED_VIA = (
    "suullinen", "lomake", "kysely", "keskustelu", "sahkoposti", "chat", "some", "puhelin", "arvostelu",
)  # fmt: skip
CHANNELS = (
    "palvelupiste", "tilat", "puhelin", "sahkoposti", "chat", "some", "verkkokirjasto", "verkkolomake",
    "omatoimi", "kirjastoauto", "jalkautuminen", "muu",
)  # fmt: skip
QUESTION_TYPES = ("open", "positive", "negative", "wish")
MISSING_REASONS = ("not_answered", "dont_know", "not_shown")
DATE_PRECISIONS = ("day", "week", "month")
VERDICTS = ("profiles", "gradient", "none")


@dataclass(frozen=True)
class ColumnSpec:
    """A column: what it is called, means, holds and may hold."""

    name: str
    dtype: str
    description: str
    nullable: bool = False
    values: Sequence[str] | None = None
    low: float | None = None
    high: float | None = None
    unique: bool = False


@dataclass(frozen=True)
class TableSpec:
    """A table: its class for disclosure control, its columns and what a row is."""

    name: str
    table_class: TableClass
    row: str
    columns: tuple[ColumnSpec, ...]
    month_column: str | None = None
    open_columns: bool = False

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.columns]


_C = ColumnSpec
_LIBRARY = _C("library", "code", "Id of the library in the registry")
_POINT = _C("service_point", "code", "Id of the service point in the registry", nullable=True)
_MONTH = _C("month", "code", "Month, as 2024-05")
_WAVE = _C("wave", "code", "Survey wave, as 2024 or 2024-spring")
_RESPONDENT = _C("respondent_id", "code", "Pseudonym of the respondent: a keyed hash")
_SOURCE = (
    _C("source_file", "code", "First 16 hexadecimal digits of the SHA-256 of the file"),
    _C("source_row", "count", "Row of the sheet or file, the first row being 1", low=1),
)

_SPECS = (
    TableSpec(
        "feedback", "content", "a note of feedback, redacted",
        (
            _C("feedback_id", "code", "Id of the note, made from its file and row", unique=True),
            _LIBRARY, _POINT,
            _C("date", "date", "Day of the note; first day of the week or month when only that is known"),
            _C("date_precision", "code", "What the date is known to", values=DATE_PRECISIONS),
            _MONTH,
            _C("collected_via", "code", "How the note reached us", values=COLLECTED_VIA),
            _C("service_channel", "code", "Channel that the note is about", nullable=True, values=CHANNELS),
            _C("is_prompted", "flag", "Whether the customer was asked", nullable=True),
            _C("similar_count", "count", "How many said the same (tally), at least 1", low=1),
            _C("question_type", "code", "What the question was after", nullable=True, values=QUESTION_TYPES),
            _C("age_group", "code", "Age group, where it was recorded", nullable=True),
            _C("wave", "code", "Survey wave of an open answer", nullable=True),
            _C("respondent_id", "code", "Pseudonym of the survey respondent", nullable=True),
            _C("text", "text", "What was said, personal data replaced by marks as [nimi]"),
            _C("redacted_count", "count", "Personal data replaced in the text", low=0),
            *_SOURCE,
        ),
        month_column="month",
    ),
    TableSpec(
        "respondents", "person", "a survey respondent",
        (
            _RESPONDENT, _LIBRARY, _WAVE,
            _C("submitted", "date", "Day of the answer", nullable=True),
            _C("month", "code", "Month of the answer, or of the wave's file, as 2024-05", nullable=True),
            _C("is_complete", "flag", "Whether the last page was reached"),
            _C("weight", "number", "Survey weight, 1 when none is given", low=0.0),
            _C("age_group", "code", "Age group", nullable=True),
            _C("gender", "code", "Gender", nullable=True),
            _C("language", "code", "Language of the answer", nullable=True),
            _C("frequency", "code", "How often the library is used", nullable=True),
            *_SOURCE,
        ),
    ),
    TableSpec(
        "responses", "person", "an answer of a respondent to an item",
        (
            _RESPONDENT, _LIBRARY, _WAVE,
            _C("item", "code", "Code of the item in the questionnaire"),
            _C("value", "number", "Answer on the item's scale; 1 or 0 for a check box", nullable=True),
            _C("code", "code", "The answer's code, for an item without a numeric scale", nullable=True),
            _C("missing_reason", "code", "Why there is no answer", nullable=True, values=MISSING_REASONS),
        ),
    ),
    TableSpec(
        "activity", "registry", "a month of a library or service point",
        (
            _LIBRARY, _POINT, _MONTH,
            _C("visits_count", "count", "Visits", nullable=True, low=0),
            _C("loans_count", "count", "Loans", nullable=True, low=0),
            _C("staffed_h", "number", "Staffed opening hours", nullable=True, low=0),
            _C("selfservice_h", "number", "Self-service opening hours", nullable=True, low=0),
            _C("recording_days_count", "count", "Days on which feedback was recorded", nullable=True, low=0),
            *_SOURCE,
        ),
        month_column="month",
    ),
    TableSpec(
        "libraries", "registry", "a library's time in a consortium",
        (
            _LIBRARY,
            _C("name", "text", "Name of the library"),
            _C("municipality", "text", "Municipality"),
            _C("consortium", "code", "Id of the consortium"),
            _C("region", "code", "Id of the region"),
            _C("valid_from", "date", "First day"),
            _C("valid_to", "date", "Last day"),
            _C("staff_count", "count", "Members of staff", low=0),
            _C("population_count", "count", "Inhabitants of the municipality", nullable=True, low=0),
            _C("period", "code", "Its shortest period", values=("month", "quarter", "half", "year")),
        ),
    ),
    TableSpec(
        "quarantine", "registry", "a row that was refused, with its cells redacted",
        (
            _C("file_name", "text", "Path of the file below the raw folder"),
            *_SOURCE,
            _C("column", "text", "Column at fault", nullable=True),
            _C("reason", "text", "Why, and what to do"),
            _C("cells", "text", "The row's cells as JSON, redacted", nullable=True),
        ),
    ),
    TableSpec(
        "files", "registry", "a raw file and what became of its rows",
        (
            _C("file_name", "text", "Path of the file below the raw folder"),
            _C("source_file", "code", "First 16 hexadecimal digits of the SHA-256 of the file"),
            _C("format", "code", "What the file was read as", nullable=True),
            _C("source", "code", "Source map that was used", nullable=True),
            _C("encoding", "code", "Encoding, for text files", nullable=True),
            _C("rows_count", "count", "Rows of data in the file", low=0),
            _C("kept_count", "count", "Rows that were kept", low=0),
            _C("quarantined_count", "count", "Rows in quarantine", low=0),
            _C("notes", "text", "What was inferred while reading", nullable=True),
            _C("problem", "text", "Why the whole file was refused, and the remedy", nullable=True),
        ),
    ),
    TableSpec(
        "codes", "result", "a note's codes; beside these a column per theme and kind",
        (
            _C("feedback_id", "code", "Id of the note", unique=True),
            _C("lang", "code", "Language of the text"),
            _C("subthemes", "text", "Subthemes, joined by ';'", nullable=True),
            _C("tone", "small", "Tone: -1, 0 or 1", low=-1, high=1),
            _C("is_nonanswer", "flag", "Whether the text answers nothing"),
            _C("is_fault", "flag", "Whether it reports a fault (vikailmoitus)"),
            _C("confidence_theme", "number", "How sure the themes are", nullable=True, low=0, high=1),
            _C("confidence_kind", "number", "How sure the kinds are", nullable=True, low=0, high=1),
            _C("explanation", "text", "The words that spoke for the codes", nullable=True),
        ),
        open_columns=True,
    ),
    TableSpec(
        "scores", "person", "a respondent's score on a goal sentence",
        (
            _RESPONDENT, _LIBRARY, _WAVE,
            _C("goal", "code", "Goal, G1-G7 or O1-O5"),
            _C("score", "number", "Mean of the goal's items, rescaled to 0-100", low=0, high=100),
            _C("items_count", "count", "Items answered", low=1),
            _C("weight", "number", "Survey weight", low=0),
        ),
    ),
    TableSpec(
        "posteriors", "person", "a respondent's probability of belonging to a profile",
        (
            _RESPONDENT, _LIBRARY, _WAVE,
            _C("profile", "count", "Number of the profile, the largest being 1", low=1),
            _C("posterior", "number", "Probability", low=0, high=1),
            _C("weight", "number", "Survey weight", low=0),
            _C("model", "code", "Version of the frozen model"),
        ),
    ),
    TableSpec(
        "cells", "result", "a published cell, as it was shown",
        (
            _C("report", "code", "Id of the report"),
            _C("table", "code", "Table in the report"),
            _C("table_class", "code", "Class of the table", values=("content", "person", "staff")),
            _C("row", "text", "Row label"),
            _C("column", "text", "Column label"),
            _C("shown", "text", "What was shown"),
        ),
    ),
)  # fmt: skip

TABLES: dict[str, TableSpec] = {spec.name: spec for spec in _SPECS}


def get_table(name: str) -> TableSpec:
    """Look up a canonical table.

    Raises
    ------
    TableError
        If there is no table of that name.
    """
    if name not in TABLES:
        raise TableError(f"no canonical table '{name}'; known: {', '.join(TABLES)}")
    return TABLES[name]
