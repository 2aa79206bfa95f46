"""Notes of feedback: staged rows to the canonical table ``feedback``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b

import pandas as pd

from aspa_analysis.cleaning.cells import find_unknown, fold_text, get_cells, match_codes, parse_flags
from aspa_analysis.cleaning.dates import name_months, parse_staged_dates
from aspa_analysis.cleaning.places import find_places
from aspa_analysis.cleaning.rejects import Cleaned, Fault, blame_unknown, check_source, collect_rejected
from aspa_analysis.cleaning.tallies import parse_tallies
from aspa_analysis.forms import F1
from aspa_analysis.registry import Registry
from aspa_analysis.schemas import CHANNELS, COLLECTED_VIA, QUESTION_TYPES
from aspa_analysis.validation import validate

_REMEDY = "lisää koodi lähdekarttaan tai korjaa solu"


def _list_form_spellings(field: str) -> dict[str, str]:
    """Collect the codes of a field of form F1, found by code or by label."""
    options = next(column.options for column in F1.columns if column.field == field)
    return {fold_text(name): code for code, label in options for name in (code, label)}


def _list_own(codes: Iterable[str]) -> dict[str, str]:
    return {code: code for code in codes}


# Surveys merge the two youngest groups of the form into one.
_VOCABULARIES: dict[str, dict[str, str]] = {
    "collected_via": _list_own(COLLECTED_VIA),
    "service_channel": _list_form_spellings("service_channel") | _list_own(CHANNELS),
    "question_type": _list_own(QUESTION_TYPES),
    "age_group": _list_form_spellings("age_group") | _list_own(["alle 18"]),
}
_PROMPTED = {label: code == "true" for label, code in _list_form_spellings("is_prompted").items()}


def clean_feedback(
    staged: pd.DataFrame, registry: Registry, *, today: date, default_year: int | None = None
) -> Cleaned:
    """Make the canonical table ``feedback`` from staged rows.

    Parameters
    ----------
    staged : pandas.DataFrame
        A row for each note: ``source_file, source_row`` and what the source has of ``library,
        service_point, date, collected_via, service_channel, is_prompted, similar_count, question_type,
        age_group, wave, respondent_id, text, redacted_count``, and of ``sheet``, ``item`` (open
        question) and ``date_order`` (``mdy`` for American dates). The text is redacted already.
    registry : Registry
        The libraries.
    today : datetime.date
        Later dates are not believed.
    default_year : int, optional
        Year of the dates that name none; without it, the latest that has passed.

    Returns
    -------
    Cleaned
        Rows in = rows of ``frame`` + rows of ``rejected``, exactly.

    Raises
    ------
    TableError
        If the rows lack their source or do not follow the schema.
    """
    rows = check_source(staged)
    places = find_places(rows, registry)
    dates = parse_staged_dates(rows, "date", today=today, default_year=default_year)
    codes = {name: match_codes(get_cells(rows, name), known) for name, known in _VOCABULARIES.items()}
    counts, prompted = parse_tallies(get_cells(rows, "similar_count")), _read_prompted(rows)
    made = rows[["source_file", "source_row"]].assign(
        feedback_id=make_feedback_ids(rows),
        library=places.library,
        service_point=places.service_point,
        date=dates["date"],
        date_precision=dates["precision"],
        month=name_months(dates["date"]),
        similar_count=counts,
        is_prompted=prompted,
        text=get_cells(rows, "text"),
        wave=get_cells(rows, "wave"),
        respondent_id=get_cells(rows, "respondent_id"),
        redacted_count=_get_redacted_count(rows),
        **codes,
    )
    rejected = collect_rejected(rows, [*places.faults, *_list_faults(rows, made)])
    return Cleaned(validate("feedback", made.drop(index=rejected.index)), rejected)


def make_feedback_ids(rows: pd.DataFrame) -> pd.Series:
    """Make an id for each note from where it stands, so that the same file always gives the same ids.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows with ``source_file, source_row`` and perhaps ``sheet`` and ``item``.

    Returns
    -------
    pandas.Series
        ``f`` and 12 hexadecimal digits of BLAKE2b.
    """
    parts = [get_cells(rows, name).fillna("") for name in ("source_file", "sheet", "source_row", "item")]
    keys = ["\x1f".join(key) for key in zip(*parts, strict=True)]
    digests = [f"f{blake2b(key.encode(), digest_size=6).hexdigest()}" for key in keys]
    return pd.Series(digests, index=rows.index, dtype="str")


def _read_prompted(rows: pd.DataFrame) -> pd.Series:
    cells = get_cells(rows, "is_prompted")
    worded = [_PROMPTED.get(fold_text(text)) if isinstance(text, str) else None for text in cells]
    return pd.Series(worded, index=rows.index, dtype="boolean").fillna(parse_flags(cells))


def _get_redacted_count(rows: pd.DataFrame) -> pd.Series:
    if "redacted_count" not in rows.columns:
        return pd.Series(0, index=rows.index, dtype="Int64")
    return pd.to_numeric(rows["redacted_count"]).astype("Int64").fillna(0)


def _list_faults(rows: pd.DataFrame, made: pd.DataFrame) -> list[Fault]:
    dates, counts = get_cells(rows, "date"), get_cells(rows, "similar_count")
    faults = [
        Fault("date", "päivämäärä puuttuu; täydennä se", dates.isna()),
        Fault(
            "date",
            "päivämäärää ei tunnistettu tai se on tulevaisuudessa; kirjoita se muodossa 3.10.2024",
            find_unknown(dates, made["date"]),
        ),
        Fault("text", "palautteen teksti puuttuu", made["text"].isna()),
        Fault("collected_via", "tieto collected_via puuttuu; lisää se lähdekarttaan", _lacks_via(rows)),
        Fault(
            "similar_count",
            "määrää ei tunnistettu; kirjoita luku tai viivat",
            find_unknown(counts, made["similar_count"]),
        ),
    ]
    checked = [*_VOCABULARIES, "is_prompted"]
    unknown = {name: find_unknown(get_cells(rows, name), made[name]) for name in checked}
    return [*faults, *(blame_unknown(name, mask, remedy=_REMEDY) for name, mask in unknown.items())]


def _lacks_via(rows: pd.DataFrame) -> pd.Series:
    return get_cells(rows, "collected_via").isna()
