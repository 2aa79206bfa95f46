"""JSON to a table: the answers of Webropol's REST interface (long), or a list of plain records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aspa_analysis.errors import InputError
from aspa_analysis.ingest.grids import GridRow, fold
from aspa_analysis.ingest.layouts import ColumnHeading, clean_wording, make_unique

MAX_JSON_CHARS = 150_000_000
_ANSWER_LISTS = ("RespondentAnswers", "Answers")
_RESPONDENT_KEYS = ("ResponseId", "RespondentId")
_RESPONDENT_FIELDS = (*_RESPONDENT_KEYS, "RespondentEmail", "ResponseDate", "SubmitTime", "Language")
_JOINER = "; "

Record = Mapping[str, Any]


@dataclass(frozen=True)
class JsonTable:
    """A table out of JSON: rows in the order of the file, headings, format and what was done."""

    rows: list[GridRow]
    columns: list[ColumnHeading]
    format: str
    notes: list[str]


@dataclass
class _Respondent:
    fields: dict[str, str] = field(default_factory=dict)
    answers: list[Record] = field(default_factory=list)


def read_json(text: str, *, name: str, max_cells: int) -> JsonTable:
    """Read JSON that holds answers.

    Parameters
    ----------
    text : str
        The file's text.
    name : str
        Its name, for messages.
    max_cells : int
        Largest number of cells of the table.

    Returns
    -------
    JsonTable
        A row a respondent, a column a question (and label, where a question has several); of plain
        records a row a record. Rows are numbered from 1.

    Raises
    ------
    InputError
        If it is damaged, nested too deeply, too large, or holds no list of answers.
    """
    content = _parse(text, name)
    records = _find_records(content)
    if not records:
        raise InputError(
            f"{name} is JSON without answers: expected a list of records, or respondents with a list "
            "'RespondentAnswers'; export the answers as CSV or XLSX"
        )
    if any(_get_answers(record) is not None for record in records):
        respondents = [_read_respondent(record) for record in records]
        return _pivot(respondents, name, max_cells, _note_pages(content))
    if all(_is_answer(record) for record in records):
        return _read_long(records, name, max_cells)
    return _tabulate(records, name, max_cells)


def _parse(text: str, name: str) -> Any:
    if len(text) > MAX_JSON_CHARS:
        raise InputError(
            f"{name} is JSON of over {MAX_JSON_CHARS / 1e6:.0f} million characters; fetch a shorter period"
        )
    try:
        return json.loads(text)
    except RecursionError:
        fault = "nested too deeply"
    except ValueError:
        fault = "damaged or cut short"
    raise InputError(f"{name} is JSON, but {fault}; fetch or export it again")


def _find_records(content: Any) -> list[Record]:
    """Find the list of records: the content itself, or the longest list of objects one level down."""
    lists: list[list[Any]] = [content] if isinstance(content, list) else []
    if isinstance(content, dict):
        lists = [value for value in content.values() if isinstance(value, list)]
        if _get_answers(content) is not None:
            lists = [[content]]
    pools: list[list[Record]] = [[part for part in found if isinstance(part, dict)] for found in lists]
    return max(pools, key=len, default=[])


def _get_answers(record: Record) -> list[Record] | None:
    for key in _ANSWER_LISTS:
        found = record.get(key)
        if isinstance(found, list):
            return [part for part in found if isinstance(part, dict)]
    return None


def _is_answer(record: Record) -> bool:
    return {"QuestionId", "Answer"} <= record.keys() or {"Question", "Answer"} <= record.keys()


def _read_respondent(record: Record) -> _Respondent:
    fields = {
        key: _show(value)
        for key, value in record.items()
        if not isinstance(value, list | dict) and key != "Keywords"
    }
    return _Respondent(fields, list(_flatten(_get_answers(record) or [])))


def _flatten(answers: list[Record]) -> Iterator[Record]:
    """Unfold the answers of the interface that gives one question at a time."""
    for answer in answers:
        inner = answer.get("QuestionAnswers")
        if not isinstance(inner, list):
            yield answer
            continue
        head = {"QuestionId": answer.get("QuestionId"), "Question": answer.get("QuestionTitle")}
        for part in inner:
            if isinstance(part, dict):
                more = part.get("AttachedTextFieldValue") or part.get("AttahedTextFieldValue")
                shown = {"Label": part.get("RowText"), "Answer": part.get("OptionAnswer")}
                yield head | shown | {"AttachedTextFieldValue": more}


def _note_pages(content: Any) -> list[str]:
    paging = content.get("Paging") if isinstance(content, dict) else None
    pages = paging.get("TotalPages") if isinstance(paging, dict) else None
    if not isinstance(pages, int) or pages < 2:
        return []
    return [f"pages: this is one page of {pages}; fetch the others too"]


def _read_long(records: list[Record], name: str, max_cells: int) -> JsonTable:
    """Read answers that lie in one long list; the respondent's id tells whose each is."""
    keys = [key for key in _RESPONDENT_KEYS if all(record.get(key) for record in records)]
    if not keys:
        table = _tabulate(records, name, max_cells)
        note = "rows: a row an answer, as nothing tells which answers are of one respondent"
        return JsonTable(table.rows, table.columns, table.format, [*table.notes, note])
    by_id: dict[str, _Respondent] = {}
    for record in records:
        person = by_id.setdefault(_show(record[keys[0]]), _Respondent())
        person.fields |= {
            key: _show(record[key]) for key in _RESPONDENT_FIELDS if record.get(key) is not None
        }
        person.answers.append(record)
    return _pivot(list(by_id.values()), name, max_cells, [])


_Key = tuple[str, str, str]  # question, label, "" or "text" (written beside an option)


def _pivot(respondents: list[_Respondent], name: str, max_cells: int, notes: list[str]) -> JsonTable:
    answers = [answer for person in respondents for answer in person.answers]
    labelled = _find_labelled(answers)
    heads = list(dict.fromkeys(key for person in respondents for key in person.fields))
    wordings: dict[str, str] = {}
    keys: dict[_Key, None] = {}
    for answer in answers:
        question = _identify(answer)
        wordings.setdefault(question, clean_wording(_show(answer.get("Question"))))
        keys |= dict.fromkeys(key for key, _ in _list_cells(answer, labelled))
    _check_size(len(respondents), len(heads) + len(keys), name, max_cells)
    rows = [
        _make_row(number, person, heads, keys, labelled) for number, person in enumerate(respondents, start=1)
    ]
    columns = _head_fields(heads) + _head_answers(list(keys), wordings)
    joined = sum(_JOINER in cell for row in rows for cell in row.cells[len(heads) :])
    more = [f"answers: {joined} cells hold several, joined by ';'"] if joined else []
    count = f"content: Webropol's JSON, {len(answers)} answers of {len(respondents)} respondents, a row each"
    return JsonTable(rows, _rename(columns), "webropol", [count, *notes, *more])


def _identify(answer: Record) -> str:
    return _show(answer.get("QuestionId")) or _show(answer.get("Question"))


def _find_labelled(answers: list[Record]) -> set[str]:
    """Find the questions with several labels: rows of a grid or fields, a column each."""
    labels: dict[str, set[str]] = {}
    for answer in answers:
        labels.setdefault(_identify(answer), set()).add(fold(_show(answer.get("Label"))))
    return {question for question, found in labels.items() if len(found - {""}) > 1}


def _list_cells(answer: Record, labelled: set[str]) -> Iterator[tuple[_Key, str]]:
    question = _identify(answer)
    label = clean_wording(_show(answer.get("Label"))) if question in labelled else ""
    yield (question, label, ""), _show(answer.get("Answer"))
    beside = _show(answer.get("AttachedTextFieldValue"))
    if beside:
        yield (question, label, "text"), beside


def _make_row(
    number: int, person: _Respondent, heads: list[str], keys: Mapping[_Key, None], labelled: set[str]
) -> GridRow:
    given: dict[_Key, list[str]] = {}
    for answer in person.answers:
        for key, value in _list_cells(answer, labelled):
            if value.strip():
                given.setdefault(key, []).append(value)
    cells = [person.fields.get(head, "") for head in heads]
    return GridRow(number, cells + [_JOINER.join(dict.fromkeys(given.get(key, ()))) for key in keys])


def _head_fields(heads: list[str]) -> list[ColumnHeading]:
    return [ColumnHeading(head, head, "", "", "") for head in heads]


def _head_answers(keys: list[_Key], wordings: Mapping[str, str]) -> list[ColumnHeading]:
    numbers: dict[str, int] = {}
    rows: dict[str, int] = {}
    heads = []
    for question, label, beside in keys:
        number = numbers.setdefault(question, len(numbers) + 1)
        wording = wordings[question] or f"q{number}"
        rows[question] = rows.get(question, 0) + 1
        option = " ".join(part for part in (label, "avoin teksti" if beside else "") if part)
        subcode = f"{rows[question]}comment" if beside else str(rows[question]) if label else ""
        name = f"{wording} [{option}]" if option else wording
        heads.append(ColumnHeading(name, f"q{number}", subcode, wording, option))
    return heads


def _tabulate(records: list[Record], name: str, max_cells: int) -> JsonTable:
    heads = list(dict.fromkeys(str(key) for record in records for key in record))
    _check_size(len(records), len(heads), name, max_cells)
    rows = [
        GridRow(number, [_show(record.get(head)) for head in heads])
        for number, record in enumerate(records, start=1)
    ]
    columns = [ColumnHeading(head, "", "", head, "") for head in heads]
    return JsonTable(rows, _rename(columns), "json", [f"content: JSON, a list of {len(records)} records"])


def _check_size(rows: int, columns: int, name: str, max_cells: int) -> None:
    if rows * columns > max_cells:
        raise InputError(f"{name} would be a table of over {max_cells} cells; fetch a shorter period")


def _rename(columns: list[ColumnHeading]) -> list[ColumnHeading]:
    names = make_unique([column.column for column in columns])
    return [
        ColumnHeading(name, part.code or f"q{position}", part.subcode, part.question, part.option)
        for position, (name, part) in enumerate(zip(names, columns, strict=True), start=1)
    ]


def _show(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
