"""LimeSurvey's structure files (.lss, and the queXML of .xml): wordings of questions and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from aspa_analysis.errors import InputError
from aspa_analysis.ingest.layouts import ColumnHeading, clean_wording

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_STRUCTURE_BYTES = 30_000_000
HEAD_BYTES = 4000
_LSS = re.compile(rb"<LimeSurveyDocType>\s*Survey\s*</LimeSurveyDocType>")
_QUEXML = re.compile(rb"<questionnaire\b")
_YES_NO = {"Y": "Yes", "N": "No"}
# Answers of LimeSurvey's fixed question types: they are in the program, not in the file.
_FIXED: dict[str, dict[str, str]] = {
    "Y": {"Y": "Kyllä", "N": "Ei"},
    "C": {"Y": "Kyllä", "N": "Ei", "U": "En osaa sanoa"},
    "E": {"I": "Lisääntynyt", "S": "Ennallaan", "D": "Vähentynyt"},
    "G": {"F": "Nainen", "M": "Mies"},
    "M": {"Y": "Kyllä"},
    "P": {"Y": "Kyllä"},
}
_BOX_TYPES = frozenset("MP")


@dataclass
class Question:
    """A question of a survey.

    Attributes
    ----------
    wording : str
        Its text.
    rows : dict
        Code of a sub-question → its text.
    labels : dict
        Code of an answer → its label.
    is_boxes : bool
        Whether its sub-questions are check boxes.
    """

    wording: str = ""
    rows: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    is_boxes: bool = False


@dataclass(frozen=True)
class Structure:
    """The questions of a survey by their codes, and the file that they are from."""

    name: str
    questions: dict[str, Question]

    def has_code(self, column: ColumnHeading) -> bool:
        """Tell whether a column is one of the survey's."""
        question = self.questions.get(column.code)
        return question is not None and (
            not column.subcode
            or column.subcode in question.rows
            or column.subcode.endswith(("other", "comment"))
        )


def is_structure(content: bytes) -> bool:
    """Tell a LimeSurvey structure file by its beginning."""
    head = content[:HEAD_BYTES]
    return _LSS.search(head) is not None or (_QUEXML.search(head) is not None and b"<" in head[:200])


def read_structure(path: Path, *, language: str | None = None) -> Structure:
    """Read a LimeSurvey structure file.

    Parameters
    ----------
    path : Path
        An .lss file, or the .xml that LimeSurvey calls queXML.
    language : str, optional
        Language of the wordings, where the file has several; without it Finnish, or else its first.

    Returns
    -------
    Structure
        Its questions.

    Raises
    ------
    InputError
        If it is missing, too large, damaged, of another kind, or declares entities.
    """
    root = _parse(path)
    if root.find("LimeSurveyDocType") is not None:
        questions = _read_lss(root, language)
    elif root.tag == "questionnaire":
        questions = _read_quexml(root)
    else:
        questions = {}
    if not questions:
        raise InputError(f"{path.name} is XML without a LimeSurvey survey; export the structure as .lss")
    return Structure(path.name, questions)


def _parse(path: Path) -> Element:
    from defusedxml import DefusedXmlException, ElementTree

    try:
        if path.stat().st_size > MAX_STRUCTURE_BYTES:
            raise InputError(
                f"{path.name} is over {MAX_STRUCTURE_BYTES / 1e6:.0f} MB, too large for a survey's structure"
            )
        root: Element = ElementTree.fromstring(path.read_bytes(), forbid_dtd=True)
    except DefusedXmlException:
        raise InputError(
            f"{path.name} declares entities, which no survey structure does; it was not read"
        ) from None
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be opened ({type(error).__name__}); check its name and rights"
        ) from None
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError):
        raise InputError(
            f"{path.name} is damaged or cut short; export the survey's structure again"
        ) from None
    return root


def _list_rows(root: Element, table: str, language: str | None) -> Iterator[dict[str, str]]:
    """List the rows of a table in one language; texts of newer versions are in a table of their own."""
    rows = [{cell.tag: (cell.text or "") for cell in row} for row in root.iterfind(f"{table}/rows/row")]
    found = list(dict.fromkeys(row["language"] for row in rows if row.get("language")))
    chosen = next((code for code in (language, "fi", *found) if code in found), None)
    return (row for row in rows if chosen is None or row.get("language", chosen) == chosen)


def _read_lss(root: Element, language: str | None) -> dict[str, Question]:
    texts = {
        row.get("qid", ""): row.get("question", "") for row in _list_rows(root, "question_l10ns", language)
    }
    answer_texts = {
        row.get("aid", ""): row.get("answer", "") for row in _list_rows(root, "answer_l10ns", language)
    }
    by_id: dict[str, Question] = {}
    questions: dict[str, Question] = {}
    for row in _list_rows(root, "questions", language):
        wording = clean_wording(row.get("question") or texts.get(row.get("qid", ""), ""))
        kind = row.get("type", "")
        question = Question(wording, labels=dict(_FIXED.get(kind, {})), is_boxes=kind in _BOX_TYPES)
        by_id[row.get("qid", "")] = question
        if row.get("title"):
            questions[row["title"]] = question
    _add_rows(root, language, texts, by_id)
    for row in _list_rows(root, "answers", language):
        answer = clean_wording(row.get("answer") or answer_texts.get(row.get("aid", ""), ""))
        parent = by_id.get(row.get("qid", ""))
        if parent is not None and row.get("code") and answer:
            parent.labels.setdefault(row["code"], answer)
    return questions


def _add_rows(root: Element, language: str | None, texts: dict[str, str], by_id: dict[str, Question]) -> None:
    """Add the sub-questions; those of a two-way grid are named ROW_COLUMN."""
    sides: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
    for row in _list_rows(root, "subquestions", language):
        wording = clean_wording(row.get("question") or texts.get(row.get("qid", ""), ""))
        side = sides.setdefault(row.get("parent_qid", ""), ({}, {}))
        side[row.get("scale_id") == "1"][row.get("title", "")] = wording
    for parent, (rows, columns) in sides.items():
        question = by_id.get(parent)
        if question is not None:
            question.rows |= rows
            question.rows |= {f"{r}_{c}": f"{rows[r]} / {columns[c]}" for r in rows for c in columns}


def _read_quexml(root: Element) -> dict[str, Question]:
    questions: dict[str, Question] = {}
    for element in root.iter("question"):
        wording = clean_wording(element.findtext("text") or "")
        rows = {
            part.get("varName", ""): clean_wording(part.findtext("text") or "")
            for part in element.iter("subQuestion")
        }
        for response in element.iterfind("response"):
            name = response.get("varName", "")
            _add_response(questions, name, wording, rows, _list_categories(response))
    return questions


def _list_categories(response: Element) -> dict[str, str]:
    return {
        category.findtext("value") or "": clean_wording(category.findtext("label") or "")
        for category in response.iterfind("fixed/category")
    }


def _add_response(
    questions: dict[str, Question], name: str, wording: str, rows: dict[str, str], labels: dict[str, str]
) -> None:
    code, _, subcode = name.partition("_")
    if not code:
        return
    question = questions.setdefault(code, Question(wording))
    question.rows |= {row.removeprefix(f"{code}_"): text for row, text in rows.items()}
    if not subcode:
        question.labels |= {value: label for value, label in labels.items() if value and label}
    elif len(labels) == 1:
        # A check box: its one category is the option's wording, and the export says Y or nothing.
        question.rows[subcode] = next(iter(labels.values()))
        question.labels |= _YES_NO
        question.is_boxes = True
    else:
        question.rows.setdefault(subcode, "")
