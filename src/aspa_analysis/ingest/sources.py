"""Source maps: which column of an export is what (TOML)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from aspa_analysis.errors import SettingsError
from aspa_analysis.forms import ACTIVITY
from aspa_analysis.questionnaire import Questionnaire
from aspa_analysis.resources import project_file
from aspa_analysis.settings import FrozenModel, read_toml, validate_model

SourceTable = Literal["feedback", "survey", "activity"]

FIELDS: dict[str, tuple[str, ...]] = {
    "feedback": (
        "date", "library", "service_point", "service_channel", "collected_via", "text", "similar_count",
        "is_prompted", "age_group", "question_type",
    ),
    "survey": (
        "respondent_id", "submitted", "library", "weight", "complete", "last_page", "age_group", "gender",
        "language", "frequency",
    ),
    "activity": ("library", *(column.field for column in ACTIVITY.columns)),
}  # fmt: skip
_SURVEY_KEYS = ("items", "options", "split", "counts")
NOT_SELECTED = ("No", "N", "0", "Not selected", "Ei", "Nej", "Ei valittu", "FALSE")


def _to_text(value: object) -> object:
    # TOML writes a code as 1 or "1"; an export holds text.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Code = Annotated[str, BeforeValidator(_to_text)]


class Match(FrozenModel):
    """Which exports a map is for; both conditions must hold, and at least one be given.

    Attributes
    ----------
    files : tuple of str
        Patterns of the path below the raw folder; ``*`` also crosses folders.
    columns : tuple of str
        Columns (or full headings) that the export must have.
    """

    files: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


class SourceMap(FrozenModel):
    """A source map: how one layout of export becomes a canonical table.

    Attributes
    ----------
    columns : dict
        Canonical field → column of the export.
    constants : dict
        Canonical field → value, the same in every row.
    codes : dict of dict
        Field or item → raw answer → canonical code; answers that are not there stay as given.
    libraries : dict
        Raw name of a library → its id.
    library_from_column : bool
        Whether the values of ``library`` become libraries of the registry, for a project without one.
    items : dict
        Item of the questionnaire → column.
    options : dict of dict
        Check-box item → option → column; with ``split``, option → the answer's wording.
    counts : dict of dict
        Item → answer → column that counts how many gave it, as a smiley stand does; each of those
        counted becomes a respondent, and the map has no other items.
    split : dict
        Item → separator, for check boxes that the export joins into one cell.
    not_selected : tuple of str
        What an unticked box holds. With "" among them an empty cell is always unticked; without it
        an empty cell is unticked only when another box of the question is ticked.
    missing : tuple of str
        Answers that stand for no answer at all, in every column.
    last_page_complete : int, optional
        Last page of a finished answer.
    date_order : {"dmy", "mdy"}
        Order of day and month in dates such as 5/10/2018; ISO dates need none.
    year : int, optional
        Year of the dates that name none, such as 3.10. in a log of one year.
    structure : str, optional
        LimeSurvey structure file (.lss) in the export's folder that the wordings are from.
    carry_down : tuple of str
        Columns whose empty cells mean the same as the cell above.
    drop : tuple of str
        Columns that must go nowhere, not even into the quarantine.
    """

    name: str
    table: SourceTable
    match: Match = Match()
    columns: dict[str, str] = Field(default_factory=dict)
    constants: dict[str, Code] = Field(default_factory=dict)
    codes: dict[str, dict[str, Code]] = Field(default_factory=dict)
    libraries: dict[str, str] = Field(default_factory=dict)
    library_from_column: bool = False
    questionnaire: str | Questionnaire | None = None
    wave: Code | None = None
    items: dict[str, str] = Field(default_factory=dict)
    options: dict[str, dict[str, str]] = Field(default_factory=dict)
    counts: dict[str, dict[str, str]] = Field(default_factory=dict)
    split: dict[str, str] = Field(default_factory=dict)
    not_selected: tuple[str, ...] = NOT_SELECTED
    missing: tuple[str, ...] = ()
    last_page_complete: int | None = None
    drop: tuple[str, ...] = ()
    header_row: int | None = Field(default=None, ge=1)
    sheet: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    encoding: str | None = None
    structure: str | None = None
    carry_down: tuple[str, ...] = ()
    decimal: Literal[",", "."] | None = None
    date_order: Literal["dmy", "mdy"] = "dmy"
    year: int | None = Field(default=None, ge=1990, le=2100)

    @model_validator(mode="after")
    def _check_parts(self) -> Self:
        """Refuse what cannot work; the file would otherwise fail only when an export arrives."""
        faults = [*self._list_field_faults(), *self._list_survey_faults()]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _list_field_faults(self) -> list[str]:
        known = FIELDS[self.table]
        fields = [*self.columns, *self.constants]
        faults = [
            f"no field '{f}' in {self.table}; known: {', '.join(known)}" for f in fields if f not in known
        ]
        faults += [
            f"field '{f}' is both a column and a constant" for f in self.columns if f in self.constants
        ]
        needed = {"feedback": "text", "activity": "month"}.get(self.table)
        if needed and needed not in fields:
            faults.append(f"a {self.table} map needs a column for '{needed}'")
        if self.library_from_column and "library" not in fields:
            faults.append("library_from_column needs a column or constant for 'library'")
        return faults

    def _list_survey_faults(self) -> list[str]:
        if self.table != "survey":
            return [f"'{key}' is for surveys only" for key in _SURVEY_KEYS if getattr(self, key)]
        has_answers = bool(self.items or self.options)
        faults = (
            [] if has_answers or self.counts else ["a survey map needs 'items' or 'options', or 'counts'"]
        )
        if has_answers and self.counts:
            faults.append(
                "'counts' stand alone: a row of counts is no respondent; take 'items' and 'options' out"
            )
        faults += [f"split item '{i}' has no column in 'items'" for i in self.split if i not in self.items]
        if isinstance(self.questionnaire, Questionnaire):
            known = self.questionnaire.items
            named = dict.fromkeys([*self.items, *self.options, *self.counts])
            faults += [f"item '{i}' is not in the questionnaire" for i in named if i not in known]
        return faults


def load_source(path: Path) -> SourceMap:
    """Read one source map.

    Parameters
    ----------
    path : Path
        A TOML file.

    Returns
    -------
    SourceMap
        The map; without ``name`` in the file it is called like the file.

    Raises
    ------
    SettingsError
        If the file is missing or not understood.
    """
    content = read_toml(path)
    return validate_model(SourceMap, {"name": path.stem, **content}, source=path.name)


def load_sources(config_folder: Path) -> list[SourceMap]:
    """Read the source maps of a project.

    Parameters
    ----------
    config_folder : Path
        The project's ``config`` folder; the maps are in its folder ``sources``.

    Returns
    -------
    list of SourceMap
        In the order of their files' names.

    Raises
    ------
    SettingsError
        If a map is not understood, or two have the same name.
    """
    maps = [load_source(path) for path in sorted((config_folder / "sources").glob("*.toml"))]
    names = [source.name for source in maps]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise SettingsError(f"source maps share a name: {', '.join(doubled)}; give each its own")
    return maps


def resolve_source(source: SourceMap | Path | str | None) -> SourceMap | None:
    """Turn a source map, its path or its name into the map."""
    if source is None or isinstance(source, SourceMap):
        return source
    path = Path(source)
    if isinstance(source, Path) or path.suffix == ".toml":
        return load_source(path)
    return load_source(project_file(Path("config"), f"sources/{source}.toml"))
