"""What each column of an export seems to hold, with the evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from aspa_analysis.ingest.columncodes import NO_CODES, ColumnCodes, find_labels
from aspa_analysis.ingest.grids import fold
from aspa_analysis.ingest.joined import find_separator
from aspa_analysis.ingest.layouts import ColumnHeading
from aspa_analysis.ingest.values import is_contact, is_date_like, is_date_serial, is_number
from aspa_analysis.questionnaire import SCALES

ITEM_COLUMNS = [
    "column", "code", "subcode", "question", "option", "kind", "filled_share", "evidence", "labels",
    "missing",
]  # fmt: skip
_IDS = frozenset({
    "id", "respondentid", "respondent id", "response id", "vastaajan tunnus", "vastaajatunnus",
    "vastaajan id",
    "vastaajan tunniste", "vastauksen id", "vastaus id", "collectorid", "collector id", "seed", "svars id",
    "vastaajan numero", "siemen", "caseid", "case id", "uuid", "tunnus", "responseid",
})  # fmt: skip
_DATE_WORDS = frozenset({
    "pvm", "pvm.", "päivä", "päiväys", "päivämäärä", "date", "datum", "dag", "aika", "ajankohta", "aikaleima",
    "timestamp", "vko", "viikko", "kuukausi", "kk", "month", "lähetetty", "saapunut", "jätetty", "kirjattu",
})  # fmt: skip
_DATES = frozenset({"submitdate", "startdate", "datestamp", "enddate"})
_WEIGHT = re.compile(
    r"(survey |sampling )?weights?|paino(kerroin)?|poids|vikt|viktkoefficient|wgt|pondweight"
)
_PERSONAL = re.compile(
    r"(vastaajan |asiakkaan |sinun |oma |your |ditt |contact )?"
    r"((etu|suku|koko)?nimi|nimesi|(first|last|full|family)[ _-]?name|name|förnamn|efternamn|namn"
    r"|yhteystie(dot|tosi)|contact (details|information)"
    r"|sähköposti(osoite|osoitteesi|si)?|s-posti|e-?mail([ _-]?address)?|e-?post(adress)?"
    r"|puhelin(numero|numerosi)?|puh\.?|gsm|phone([ _-]?number)?|telefon(nummer)?|mobile"
    r"|ip[ _-]?(addr(ess)?|osoite)|ipaddr|katuosoite|(koti|posti|lähi)osoite|home address|postal address"
    r"|henkilötunnus|hetu|syntymäaika|date of birth|kirjastokortin numero|kortin numero|token)s?[:*?. ]*"
)
_BOX_WORDS = frozenset({
    "", "y", "n", "yes", "no", "n/a", "na", "kyllä", "ei", "ja", "nej", "1", "0", "x", "not selected",
    "selected",
    "valittu", "ei valittu", "true", "false", "checked", "unchecked",
})  # fmt: skip
_UNSELECTED = frozenset({"", "n", "no", "n/a", "na", "ei", "nej", "0", "not selected", "ei valittu", "false"})
_MISSING_WORDS = frozenset({"n/a", "na", "no answer", "-", "x", "-oth-", "ei vastausta"})
_SAMPLE_CELLS = 2000
_MAX_OPTIONS = 12
_MAX_CHOICES = 60


@dataclass(frozen=True)
class Guess:
    """A guess at what a column holds, and why."""

    kind: str
    evidence: str


def describe_items(
    table: pd.DataFrame,
    columns: list[ColumnHeading],
    *,
    codes: Mapping[str, ColumnCodes] | None = None,
    weight: str | None = None,
) -> pd.DataFrame:
    """Guess what every column of an export holds.

    Parameters
    ----------
    table : pandas.DataFrame
        The export's table.
    columns : list of ColumnHeading
        Its headings, in the order of the table's columns.
    codes : mapping, optional
        Column → what its answers stand for, where the file or its structure says so.
    weight : str, optional
        Column that the file itself declares to be the weight.

    Returns
    -------
    pandas.DataFrame
        A row per column: column, code, subcode, question, option, kind, filled_share, evidence, labels,
        missing. ``kind`` is one of id, date, scale, choice, multi, text, number, empty, personal, weight.
    """
    sizes: dict[str, int] = {}
    for heading in columns:
        sizes[heading.code] = sizes.get(heading.code, 0) + 1
    rows = []
    for heading in columns:
        values = table[heading.column].dropna()
        sample = values.iloc[:: max(1, len(values) // _SAMPLE_CELLS)]
        known = (codes or {}).get(heading.column, NO_CODES)
        guess = guess_kind(sample, heading, is_grouped=sizes[heading.code] > 1, codes=known)
        if heading.column == weight:
            guess = Guess("weight", "the file declares it to be its weight")
        share = len(values) / len(table) if len(table) else 0.0
        fixed = (heading.column, heading.code, heading.subcode, heading.question, heading.option)
        rows.append((*fixed, guess.kind, share, guess.evidence, dict(known.labels), known.missing))
    return pd.DataFrame(rows, columns=ITEM_COLUMNS)


def guess_kind(
    values: pd.Series, heading: ColumnHeading, *, is_grouped: bool, codes: ColumnCodes = NO_CODES
) -> Guess:
    """Guess what a column holds.

    Parameters
    ----------
    values : pandas.Series
        Its filled cells.
    heading : ColumnHeading
        Its heading.
    is_grouped : bool
        Whether other columns belong to the same question.
    codes : ColumnCodes
        What its answers stand for.

    Returns
    -------
    Guess
        The kind and the evidence, without any cell value.
    """
    name = fold(heading.option or heading.question or heading.code or heading.column)
    values = values[~values.isin(list(codes.missing))]
    told = {fold(text) for text in codes.labels.values()}
    if is_grouped and heading.subcode and told <= _BOX_WORDS and (told or _is_boxes(values, heading)):
        return Guess("multi", "one of several columns of a question, ticked or not")
    if heading.subcode.casefold().endswith(("other", "comment")) and len(values):
        return Guess("text", "free text beside the options of a question")
    by_name = _guess_by_name(values, name, is_option=bool(heading.option)) or _guess_by_labels(
        values, heading, codes
    )
    if by_name:
        return by_name
    if values.empty:
        return Guess("empty", "no cell is filled")
    return _guess_by_values(values, heading)


def _is_boxes(values: pd.Series, heading: ColumnHeading) -> bool:
    if heading.subcode.casefold().endswith(("other", "comment")):
        return False
    words = {fold(value) for value in values.unique()[:20]}
    if not words:
        return False
    if words <= _BOX_WORDS:
        return True
    # A ticked box often repeats its option: one text beside "not selected", or one text alone.
    return len(words - _UNSELECTED) == 1 and (len(words) > 1 or bool(heading.option))


def _guess_by_name(values: pd.Series, name: str, *, is_option: bool) -> Guess | None:
    has_contacts = len(values) > 0 and values.map(is_contact).mean() > 0.5
    is_weight = len(values) > 0 and _WEIGHT.fullmatch(name) is not None and values.map(is_number).all()
    tests = (
        (_PERSONAL.fullmatch(name) and not is_option, "personal", "the heading names contact details"),
        (has_contacts, "personal", "most cells are e-mail addresses, phone numbers or network addresses"),
        (name in _IDS, "id", "the heading"),
        (is_weight, "weight", "the heading, and every cell is a number"),
        (len(values) and name in _DATES, "date", "the heading"),
        (len(values) and name == "lastpage", "number", "the heading"),
    )
    return next((Guess(kind, evidence) for is_met, kind, evidence in tests if is_met), None)


def _guess_by_labels(values: pd.Series, heading: ColumnHeading, codes: ColumnCodes) -> Guess | None:
    """Guess by the declared labels, when they cover every answer; labelled ends of a scale do not."""
    told = [label for code, label in codes.labels.items() if code not in codes.missing]
    labels = find_labels(values[~values.map(fold).isin(_MISSING_WORDS)], codes)
    if len(told) < 2 or labels.isna().any():
        return None
    options = pd.Series(told, dtype="str")
    if _is_likert(options):
        return Guess("scale", "the labels of its answers are words of a known scale")
    if options.map(is_number).mean() < 0.7:
        return Guess("choice", f"{len(told)} answers have labels")
    return _guess_by_values(labels, heading) if len(labels) else None


def _guess_by_values(values: pd.Series, heading: ColumnHeading) -> Guess:
    known = values[~values.map(fold).isin(_MISSING_WORDS)]
    if known.empty:
        return Guess("empty", "the filled cells all say that there is no answer")
    if (share := known.map(is_date_like).mean()) >= 0.9:
        return Guess("date", f"{share:.0%} of the cells are dates, weeks or months")
    if fold(heading.column).rstrip(":") in _DATE_WORDS and known.map(_is_day_or_serial).mean() >= 0.9:
        return Guess("date", "the heading, and the cells are dates, some as Excel counts days")
    if known.map(is_number).mean() >= 0.95:
        return _guess_number(known, heading)
    return _guess_words(known)


def _guess_words(known: pd.Series) -> Guess:
    distinct = known.nunique()
    is_short_list = distinct <= _MAX_OPTIONS and distinct <= max(2, 0.8 * len(known))
    is_long_list = distinct <= _MAX_CHOICES and len(known) >= 10 * distinct
    if _is_likert(known):
        return Guess("scale", "the answers are words of a known scale")
    separator = find_separator(known)
    if separator:
        return Guess("multi", f"cells hold several answers joined by '{separator}'")
    if is_short_list or is_long_list:
        return Guess("choice", f"{distinct} different answers in {len(known)} cells")
    return Guess("text", f"{distinct} different answers in {len(known)} cells")


def _guess_number(known: pd.Series, heading: ColumnHeading) -> Guess:
    numbers = pd.to_numeric(known.str.strip().str.replace(",", ".", regex=False), errors="coerce").dropna()
    is_whole = bool(len(numbers)) and bool((numbers % 1 == 0).all())
    distinct = numbers.nunique()
    if heading.column == "column_1" and is_whole and known.is_unique and numbers.is_monotonic_increasing:
        return Guess("id", "an unnamed first column that counts the rows")
    if is_whole and numbers.min() >= 0 and numbers.max() <= 10 and 2 <= distinct <= 11 and numbers.max() >= 2:
        return Guess("scale", f"whole numbers from {numbers.min():.0f} to {numbers.max():.0f}")
    return Guess("number", f"{distinct} different numbers")


def _is_likert(known: pd.Series) -> bool:
    words = known.map(fold)
    labels = {fold(label) for scale in SCALES.values() for label in scale.codes}
    unknown = {fold(label) for scale in SCALES.values() for label in scale.dont_know}
    is_known = words.isin(labels)
    return bool(is_known.any()) and bool((is_known | words.isin(unknown)).mean() >= 0.8)


def _is_day_or_serial(cell: str) -> bool:
    return is_date_like(cell) or is_date_serial(cell)


def is_unticked(answer: str) -> bool:
    """Tell whether an answer is what an unticked box holds."""
    return fold(answer) in _UNSELECTED
