"""Survey answers: staged rows to ``respondents``, ``responses`` and the open answers among ``feedback``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from aspa_analysis.cleaning.answers import Answers, read_answers
from aspa_analysis.cleaning.cells import find_unknown, get_cells, parse_flags, parse_numbers
from aspa_analysis.cleaning.dates import name_months, parse_staged_dates
from aspa_analysis.cleaning.feedback import make_feedback_ids
from aspa_analysis.cleaning.places import Places, find_places
from aspa_analysis.cleaning.rejects import Fault, check_source, collect_rejected
from aspa_analysis.errors import TableError
from aspa_analysis.questionnaire import Item, Questionnaire
from aspa_analysis.registry import Registry
from aspa_analysis.validation import make_empty, validate

_BACKGROUND = ("age_group", "gender", "language", "frequency")
_ITEM_PREFIX = "item:"
_SCALE_REMEDY = "tarkista item-kohdan asteikko tai vaihtoehdot kyselyn TOML-tiedostosta"


@dataclass(frozen=True)
class CleanedSurvey:
    """The canonical tables of a survey file, and the staged rows that did not make it.

    Attributes
    ----------
    respondents, responses, feedback : pandas.DataFrame
        Canonical tables; ``feedback`` holds the open answers, ``responses`` every other item.
    rejected : pandas.DataFrame
        ``source_file, source_row, column, reason``, at most one row for each staged row; the index is
        the row's position in the staged frame.
    """

    respondents: pd.DataFrame
    responses: pd.DataFrame
    feedback: pd.DataFrame
    rejected: pd.DataFrame


def clean_survey(
    staged: pd.DataFrame,
    questionnaire: Questionnaire,
    registry: Registry,
    *,
    wave: str,
    today: date,
    file_month: str | None = None,
) -> CleanedSurvey:
    """Make the canonical survey tables from staged rows.

    Parameters
    ----------
    staged : pandas.DataFrame
        A row for each respondent: ``source_file, source_row, respondent_id`` (already a pseudonym),
        ``library``, a column for each item and for each option of a ``multi`` item (``kanavat.chat``;
        the prefix ``item:`` may stand before the code), and what the source has of ``submitted,
        is_complete, weight, date_order`` and, for an open item, ``<item>.redacted_count``. Open answers
        are redacted already.
    questionnaire : Questionnaire
        The items; those without a column were not asked.
    registry : Registry
        The libraries.
    wave : str
        Survey wave.
    today : datetime.date
        Later dates are not believed.
    file_month : str, optional
        Month of the answers that have no date of their own, as ``2024-05``. An open answer without any
        is put into the first month of the wave's year.

    Returns
    -------
    CleanedSurvey
        Rows in = ``respondents`` + ``rejected``, exactly. An answer that the questionnaire does not know
        stops its row: half an answer would pass for a whole one.

    Raises
    ------
    TableError
        If the rows lack their source or the respondents' pseudonyms.
    """
    rows = check_source(staged).rename(columns=lambda name: str(name).removeprefix(_ITEM_PREFIX))
    if "respondent_id" not in rows.columns:
        raise TableError("survey rows lack respondent_id; privacy gives each respondent a pseudonym first")
    answers, places = read_answers(rows, questionnaire), find_places(rows, registry)
    respondents = _make_respondents(rows, places, answers, questionnaire).assign(wave=wave)
    dates = parse_staged_dates(rows, "submitted", today=today)["date"]
    respondents = respondents.assign(submitted=dates, month=_fill_month(name_months(dates), file_month))
    faults = [*places.faults, *_list_faults(rows, respondents, answers, questionnaire.list_items("open"))]
    rejected = collect_rejected(rows, faults)
    kept = respondents.drop(index=rejected.index)
    return CleanedSurvey(
        validate("respondents", kept),
        _make_responses(kept, answers),
        _make_feedback(
            rows,
            kept.assign(month=_fill_month(kept["month"], _guess_month(wave, today))),
            questionnaire.list_items("open"),
        ),
        rejected,
    )


def _fill_month(months: pd.Series, month: str | None) -> pd.Series:
    return months if month is None else months.fillna(month)


def _guess_month(wave: str, today: date) -> str:
    year = re.match(r"(?:19|20)\d\d", wave)
    return f"{year.group()}-01" if year else f"{today:%Y-%m}"


def _make_respondents(
    rows: pd.DataFrame, places: Places, answers: Iterable[Answers], questionnaire: Questionnaire
) -> pd.DataFrame:
    by_item = {answer.item: answer.frame["code"] for answer in answers}
    background = {name: get_cells(rows, name) for name in _BACKGROUND}
    background |= {
        item.background: by_item[item.code]
        for item in questionnaire.item
        if item.background and item.code in by_item
    }
    weights = parse_numbers(get_cells(rows, "weight").fillna("1"))
    return rows[["source_file", "source_row"]].assign(
        respondent_id=get_cells(rows, "respondent_id"),
        library=places.library,
        is_complete=parse_flags(get_cells(rows, "is_complete")).fillna(value=True),
        weight=weights.mask(weights.lt(0).fillna(value=False)),
        **background,
    )


def _list_faults(
    rows: pd.DataFrame, respondents: pd.DataFrame, answers: list[Answers], open_items: list[Item]
) -> list[Fault]:
    ids, weights = respondents["respondent_id"], get_cells(rows, "weight")
    faults = [
        Fault("respondent_id", "vastaajan tunnus puuttuu", ids.isna()),
        Fault("respondent_id", "sama vastaaja on tiedostossa jo aiemmin", ids.notna() & ids.duplicated()),
        Fault(
            "weight",
            "painokerrointa ei tunnistettu; korjaa solu",
            find_unknown(weights, respondents["weight"]),
        ),
        Fault("", "vastaaja ei vastannut yhteenkään kysymykseen", _is_empty(rows, answers, open_items)),
    ]
    return [*faults, *_blame_answers(answers)]


def _is_empty(rows: pd.DataFrame, answers: list[Answers], open_items: list[Item]) -> pd.Series:
    has_text = [get_cells(rows, item.code).notna() for item in open_items]
    said = [*has_text, *(answer.is_given for answer in answers)]
    return ~pd.concat(said, axis=1).any(axis=1) if said else pd.Series(data=True, index=rows.index)


def _blame_answers(answers: list[Answers]) -> list[Fault]:
    blamed = [answer for answer in answers if answer.is_unknown.any()]
    if not blamed:
        return []
    unknown = pd.DataFrame({answer.item: answer.is_unknown for answer in blamed})
    touched = unknown[unknown.any(axis=1)]
    items = pd.Series(
        [", ".join(touched.columns[row]) for row in touched.to_numpy()], index=touched.index, dtype="str"
    )
    counts = touched.sum(axis=1).astype("str")
    reason = "tuntemattomia vastauksia " + counts + ": " + items + "; " + _SCALE_REMEDY
    return [Fault(items, reason, unknown.any(axis=1))]


def _make_responses(kept: pd.DataFrame, answers: list[Answers]) -> pd.DataFrame:
    keys = kept[["respondent_id", "library", "wave"]]
    parts = [keys.join(answer.frame, how="inner").assign(item=answer.item) for answer in answers]
    return validate("responses", pd.concat(parts)) if parts else make_empty("responses")


def _make_feedback(rows: pd.DataFrame, kept: pd.DataFrame, open_items: list[Item]) -> pd.DataFrame:
    asked = [item for item in open_items if item.code in rows.columns]
    parts = [_read_open(rows, kept, item) for item in asked]
    return validate("feedback", pd.concat(parts)) if parts else make_empty("feedback")


def _read_open(rows: pd.DataFrame, kept: pd.DataFrame, item: Item) -> pd.DataFrame:
    texts = get_cells(rows, item.code).reindex(kept.index).dropna()
    made = kept.loc[
        texts.index, ["source_file", "source_row", "library", "wave", "respondent_id", "age_group", "month"]
    ]
    submitted = kept.loc[texts.index, "submitted"]
    precision = pd.Series("day", index=texts.index, dtype="str").where(submitted.notna(), "month")
    redacted = parse_numbers(get_cells(rows, f"{item.code}.redacted_count")).reindex(texts.index).fillna(0)
    return made.assign(
        feedback_id=make_feedback_ids(rows.loc[texts.index].assign(item=item.code)),
        date=submitted.fillna(pd.to_datetime(made["month"], format="%Y-%m")),
        date_precision=precision,
        collected_via="kysely",
        is_prompted=True,
        similar_count=1,
        question_type=item.question_type or "open",
        text=texts,
        redacted_count=redacted.astype("Int64"),
    )
