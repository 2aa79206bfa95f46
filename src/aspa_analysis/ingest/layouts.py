"""Which program made an export, and what its headings say: code, question and option of each column."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from aspa_analysis.forms import find_form
from aspa_analysis.ingest.grids import fold
from aspa_analysis.ingest.headers import RESPONSE_WORDS, Header

LIMESURVEY_CODES = frozenset({
    "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl", "token",
})  # fmt: skip
_LIMESURVEY_TEXTS = frozenset({
    "response id", "date submitted", "last page", "start language", "seed", "date started",
    "date last action",
    "vastauksen id", "vastaus id", "lähetyspäivä", "lähetyspäivämäärä", "viimeinen sivu", "aloituskieli",
    "svars id", "svars-id", "inskickat datum", "sista sidan", "startspråk",
})  # fmt: skip
_SURVEYMONKEY_TEXTS = frozenset({
    "respondentid", "respondent id", "collectorid", "collector id", "startdate", "start date", "enddate",
    "end date", "ip address", "email address", "custom data 1", "custom data", "custom value",
})  # fmt: skip
_WEBROPOL_TEXTS = frozenset({
    "vastaajan tunniste", "vastaajatunnus", "vastaajan id", "vastausaika", "vastauspäivä", "vastattu",
    "lähetetty",
    "lähetysaika", "vastausajankohta", "vastauksen tila", "julkinen linkki", "vastauskieli", "kyselyn kieli",
    "respondent number", "answer time", "svarstid", "vastaajan numero", "vastaaja",
})  # fmt: skip
_MS_FORMS_TEXTS = frozenset({
    "aloitusaika", "päättymisaika", "start time", "completion time", "starttid", "slutförandetid", "sluttid",
    "viimeisin muokkausaika", "last modified time", "valmistumisaika",
})  # fmt: skip
_GOOGLE_FORMS_TEXTS = frozenset({"aikaleima", "timestamp", "tidsstämpel", "tidstämpel"})
_CODE = re.compile(r"([A-Za-z][A-Za-z0-9_]*)((?:\[[^\[\]]*\])*)")
_CODE_AND_TEXT = re.compile(r"([A-Za-z][A-Za-z0-9_]*)((?:\[[^\[\]]*\])*)\.\s(.*)", re.DOTALL)
_NUMBERED_CODE = re.compile(r"(q\d{3,4})_(\d{3,4})")
_NUMBERED_QUESTION = re.compile(r"\d{1,3}(?:\.\d{1,2})?[.)]\s?\S")
_TAG = re.compile(r"<[^<>]{1,80}>")
_LONGEST_CODE = 40


@dataclass(frozen=True)
class ColumnHeading:
    """What a column's heading says.

    Attributes
    ----------
    column : str
        Name of the column in the table, unique.
    code, subcode : str
        Code of the question and, where several columns belong to one question, of this one.
    question, option : str
        Wording of the question and of the option or row; "" where the export has none.
    """

    column: str
    code: str
    subcode: str
    question: str
    option: str


def recognise_layout(header: Header, *, plain: str) -> tuple[str, str]:
    """Recognise the program that made an export by its headings.

    Parameters
    ----------
    header : Header
        The headings.
    plain : str
        Format when no program is recognised: ``csv``, ``xlsx`` (any workbook) or ``html``.

    Returns
    -------
    format : str
        `plain`, ``limesurvey``, ``surveymonkey``, ``webropol``, ``microsoft_forms``, ``google_forms``,
        ``form:F1`` or ``form:activity``.
    evidence : str
        Why, for the notes.
    """
    headings = [fold(text) for text in header.questions]
    form = find_form(header.questions)
    if form:
        return f"form:{form.id}", f"format: the project's form {form.id}, as every heading of it is there"
    for name, found in _list_evidence(header, headings):
        if found:
            return name, f"format: {name}, as {found}"
    return plain, f"format: {plain}, as the headings are of no survey program that we know"


def _list_evidence(header: Header, headings: list[str]) -> list[tuple[str, str]]:
    codes = {match[1].casefold() for text in header.questions if (match := _match_code(text))}
    lime = codes & LIMESURVEY_CODES | set(headings) & _LIMESURVEY_TEXTS
    bracketed = sum("[" in text and _match_code(text) is not None for text in header.questions)
    monkey = set(headings) & _SURVEYMONKEY_TEXTS
    numbered_codes = sum(_NUMBERED_CODE.fullmatch(text) is not None for text in headings)
    webropol = set(headings) & _WEBROPOL_TEXTS
    numbered = sum(_NUMBERED_QUESTION.match(text) is not None for text in headings)
    is_lime = len(lime) >= 2 or bracketed >= 2
    is_monkey = bool(monkey & {"respondentid", "respondent id"}) or (len(monkey) >= 2 and numbered_codes > 0)
    is_webropol = (webropol and len(headings) > 2) or numbered >= 2
    microsoft = set(headings) & _MS_FORMS_TEXTS
    # The time stamp is Google's first column; a heading of that name elsewhere says nothing.
    is_google = bool(headings) and headings[0] in _GOOGLE_FORMS_TEXTS and len(headings) > 1
    return [
        ("microsoft_forms", f"it has {len(microsoft)} of its own headings" if len(microsoft) >= 2 else ""),
        ("google_forms", "its first heading is that program's time stamp" if is_google else ""),
        ("limesurvey", f"it has {len(lime)} of its own headings" if is_lime and lime
         else f"{bracketed} headings have the form code[subcode]" if is_lime else ""),
        ("surveymonkey", f"it has {len(monkey)} of its own headings" if is_monkey else ""),
        ("surveymonkey", "a second heading row says 'Response'" if _has_responses(header) else ""),
        ("webropol", f"it has {len(webropol)} of its own headings and {numbered} numbered questions"
         if is_webropol else ""),
    ]  # fmt: skip


def _has_responses(header: Header) -> bool:
    return any(fold(option) in RESPONSE_WORDS for option in header.options or ())


def _match_code(text: str) -> re.Match[str] | None:
    return _CODE.fullmatch(text.strip()) or _CODE_AND_TEXT.fullmatch(text.strip())


def describe_headings(header: Header, *, layout: str) -> tuple[list[ColumnHeading], list[str]]:
    """Take the headings apart and give every column a name of its own.

    Parameters
    ----------
    header : Header
        The headings.
    layout : str
        Format of the export.

    Returns
    -------
    columns : list of ColumnHeading
        A column each.
    notes : list of str
        Headings that were empty or doubled.
    """
    is_lime = layout == "limesurvey"
    parts = [
        _split_limesurvey(text) if is_lime else _split_plain(text, _get_option(header, i))
        for i, text in enumerate(header.questions)
    ]
    names, notes = _name_columns(parts)
    codes = _number_questions(parts)
    return [
        ColumnHeading(name, code, sub, part.question, part.option)
        for name, (code, sub), part in zip(names, codes, parts, strict=True)
    ], notes


@dataclass(frozen=True)
class _Parts:
    name: str
    code: str
    subcode: str
    question: str
    option: str


def _get_option(header: Header, i: int) -> str:
    option = header.options[i].strip() if header.options else ""
    return "" if fold(option) in RESPONSE_WORDS else option


def _split_limesurvey(heading: str) -> _Parts:
    text = heading.strip()
    if match := _CODE.fullmatch(text):
        return _Parts(text, match[1], _join_brackets(match[2]), "", "")
    if match := _CODE_AND_TEXT.fullmatch(text):
        question, option = _split_option(match[3]) if match[2] else (match[3], "")
        return _Parts(
            match[1] + match[2],
            match[1],
            _join_brackets(match[2]),
            clean_wording(question),
            clean_wording(option),
        )
    question, option = _split_option(text)
    return _Parts(clean_wording(text), "", "", clean_wording(question), clean_wording(option))


def _split_plain(heading: str, option: str) -> _Parts:
    text = heading.strip()
    if match := _NUMBERED_CODE.fullmatch(text):
        return _Parts(text, match[1], match[2], "", "")
    if not option:
        is_code = _CODE.fullmatch(text) is not None and len(text) <= _LONGEST_CODE
        return _Parts(text, text if is_code else "", "", "" if is_code else clean_wording(text), "")
    return _Parts(
        f"{text} [{option}]" if text else option, "", "", clean_wording(text), clean_wording(option)
    )


def _join_brackets(brackets: str) -> str:
    return brackets[1:-1].replace("][", "_")


def _split_option(text: str) -> tuple[str, str]:
    stripped = text.rstrip()
    cut = stripped.rfind(" [")
    if cut > 0 and stripped.endswith("]"):
        return stripped[:cut], stripped[cut + 2 : -1].replace("][", " / ")
    return text, ""


def clean_wording(text: str) -> str:
    """Take tags and doubled spaces out of a wording."""
    plain = html.unescape(_TAG.sub(" ", text)) if "<" in text or "&" in text else text
    return " ".join(plain.replace("\u00a0", " ").split())


def make_unique(names: list[str]) -> list[str]:
    """Give each column a name of its own: what repeats an earlier one gets a number after it."""
    taken, unique = set(names), []
    used: set[str] = set()
    for position, text in enumerate(names, start=1):
        name, number = text or f"column_{position}", 2
        while name in used or (number > 2 and name in taken):
            name, number = f"{text} ({number})", number + 1
        used.add(name)
        unique.append(name)
    return unique


def _name_columns(parts: list[_Parts]) -> tuple[list[str], list[str]]:
    names = make_unique([part.name for part in parts])
    empty = [str(position) for position, part in enumerate(parts, start=1) if not part.name]
    doubled = sum(bool(part.name) and name != part.name for part, name in zip(parts, names, strict=True))
    notes = (
        [f"headings: column {', '.join(empty)} has none and got the name column_<number>"] if empty else []
    )
    if doubled:
        notes.append(f"headings: {doubled} repeat an earlier one and got a number after it")
    return names, notes


def _number_questions(parts: list[_Parts]) -> list[tuple[str, str]]:
    """Give the questions without a code a number in the order asked, and their options likewise."""
    numbers: dict[str, int] = {}
    seen: dict[str, int] = {}
    codes = []
    for part in parts:
        if part.code:
            codes.append((part.code, part.subcode))
            continue
        number = numbers.setdefault(part.question or part.name, len(numbers) + 1)
        seen[part.question] = seen.get(part.question, 0) + 1
        codes.append((f"q{number}", str(seen[part.question]) if part.option else ""))
    return codes
