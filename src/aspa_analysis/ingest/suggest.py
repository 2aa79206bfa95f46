"""A source map suggested from an export, as TOML text to be corrected by hand."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, count

import pandas as pd

from aspa_analysis.ingest.columncodes import is_scale_word, is_unknown_word
from aspa_analysis.ingest.export import Export
from aspa_analysis.ingest.grids import fold
from aspa_analysis.ingest.joined import find_separator, split_answers
from aspa_analysis.ingest.kinds import is_unticked
from aspa_analysis.ingest.values import is_number
from aspa_analysis.questionnaire import SCALES

MIN_LABEL_COUNT = 5
MAX_LABELS = 12
_FEEDBACK_FORMATS = frozenset({"csv", "xlsx", "html", "json", "webropol", "microsoft_forms", "google_forms"})
_FIELD_WORDS: dict[str, tuple[str, ...]] = {
    "library": ("kirjasto", "library", "kunta", "bibliotek", "kunnan", "kommun"),
    "service_point": ("toimipiste", "service point", "kirjaston toimipiste"),
    "age_group": ("ikä", "ikäryhmä", "age", "ålder", "ikäryhmäsi"),
    "gender": ("sukupuoli", "gender", "kön", "sexe"),
    "language": ("kieli", "language", "startlanguage", "språk", "vastauskieli"),
}


def suggest_source(export: Export) -> str:
    """Suggest a source map for an export.

    Parameters
    ----------
    export : Export
        The export.

    Returns
    -------
    str
        TOML text that :func:`~aspa_analysis.ingest.load_source` reads. It holds no cell values but the
        labels that at least 5 rows of a column with at most 12 different answers share.
    """
    if export.format.startswith("form:"):
        return f"# {export.format}: the project's own form needs no source map.\n"
    kinds = export.items["kind"]
    questions = kinds.isin(["scale", "choice", "multi"]).sum()
    is_feedback = bool(kinds.eq("text").any()) and questions < 4 and export.format in _FEEDBACK_FORMATS
    lines = _suggest_feedback(export) if is_feedback else _suggest_survey(export)
    return "\n".join([*_suggest_head(export, is_feedback=is_feedback), *lines, ""])


def quote(text: str) -> str:
    """Write a string as TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _suggest_head(export: Export, *, is_feedback: bool) -> list[str]:
    personal = export.items.loc[export.items["kind"].eq("personal"), "column"].tolist()
    kept = [c for c in export.table.columns if c not in personal][:3]
    head = [
        f"# Suggested from a {export.format} file: correct it before use; constants are guesses.",
        'name = "uusi"',
        f"table = {quote('feedback' if is_feedback else 'survey')}",
    ]
    head += [] if is_feedback else ['wave = "2024"']
    head += ['date_order = "mdy"'] if _has_american_dates(export) else []
    head += ["drop = [" + ", ".join(quote(c) for c in personal) + "]"] if personal else []
    return [*head, "", "[match]", "columns = [" + ", ".join(quote(str(c)) for c in kept) + "]"]


def _has_american_dates(export: Export) -> bool:
    """Tell dates such as 5/13/24, which can only be read with the month first."""
    columns = export.items.loc[export.items["kind"].eq("date"), "column"]
    parts = [export.table[c].str.extract(r"^(\d{1,2})/(\d{1,2})/\d{2,4}").astype("Float64") for c in columns]
    first = max((float(part[0].max()) for part in parts if part[0].notna().any()), default=0)
    second = max((float(part[1].max()) for part in parts if part[1].notna().any()), default=0)
    return first <= 12 < second


def _find_fields(export: Export) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in export.items.itertuples(index=False):
        name = fold(str(row.question or row.code or row.column)).strip("?:* ")
        if row.kind in ("empty", "personal"):
            continue
        for target, words in _FIELD_WORDS.items():
            if name in words:
                found.setdefault(target, str(row.column))
    return found


def _first(export: Export, kind: str) -> str | None:
    columns = export.items.loc[export.items["kind"].eq(kind), "column"]
    return str(columns.iloc[0]) if len(columns) else None


def _write_table(name: str, content: dict[str, str]) -> list[str]:
    if not content:
        return []
    return ["", f"[{name}]", *(f"{_write_key(key)} = {quote(value)}" for key, value in content.items())]


def _write_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else quote(key)


def _suggest_feedback(export: Export) -> list[str]:
    texts = export.items.loc[export.items["kind"].eq("text"), "column"].tolist()
    longest = max(texts, key=lambda column: float(export.table[column].str.len().mean()))
    fields = {"text": str(longest)}
    if date := _first(export, "date"):
        fields["date"] = date
    wanted = _find_fields(export)
    fields |= {name: wanted[name] for name in ("library", "service_point", "age_group") if name in wanted}
    constants = {"collected_via": "lomake"} | ({} if "library" in fields else {"library": "kirjaston-id"})
    return [*_write_table("columns", fields), *_write_table("constants", constants)]


def _suggest_survey(export: Export) -> list[str]:
    fields = _find_survey_fields(export)
    found = _suggest_items(export, used=set(fields.values()))
    constants = {} if "library" in fields else {"library": "kirjaston-id"}
    lines = [
        *_write_table("columns", fields),
        *_write_table("constants", constants),
        *_write_table("items", found.items),
        *_write_table("split", found.split),
    ]
    for item, columns in found.options.items():
        lines += _write_table(f"options.{item}", columns)
    if not found.definitions:
        return [*lines, "", "# No column looks like a question that can be counted: write [items] by hand."]
    head = ["", "[questionnaire]", 'id = "uusi"', 'name = { fi = "Uusi kysely" }']
    return [*lines, *head, *found.definitions]


def _find_survey_fields(export: Export) -> dict[str, str]:
    names = set(map(str, export.table.columns))
    fields = {
        "respondent_id": _first(export, "id"),
        "submitted": "submitdate" if "submitdate" in names else _first(export, "date"),
        "weight": _first(export, "weight"),
        "last_page": "lastpage" if "lastpage" in names else None,
    }
    found = {name: column for name, column in fields.items() if column}
    return found | {name: c for name, c in _find_fields(export).items() if name in ("library", "language")}


@dataclass
class _Items:
    """Suggested items, as they are found."""

    items: dict[str, str] = field(default_factory=dict)
    split: dict[str, str] = field(default_factory=dict)
    options: dict[str, dict[str, str]] = field(default_factory=dict)
    definitions: list[str] = field(default_factory=list)


def _suggest_items(export: Export, *, used: set[str]) -> _Items:
    found = _Items()
    for row in export.items.itertuples(index=False):
        column, code, subcode = str(row.column), str(row.code), str(row.subcode)
        if column in used:
            continue
        if row.kind == "multi" and subcode:
            found.options.setdefault(_make_code(code), {})[_make_code(subcode)] = column
            continue
        item = _make_new(_make_code(code, subcode), found)
        definition = _define_item(export.table[column], item, row)
        if definition:
            found.items[item] = column
            found.definitions += definition
        if definition and row.kind == "multi":
            found.split[item] = find_separator(export.table[column]) or ";"
    for item, columns in found.options.items():
        found.definitions += _define_boxes(export, item, columns)
    return found


def _make_new(code: str, found: _Items) -> str:
    """Give a code that another column has already a number after it."""
    taken = {*found.items, *found.options}
    return next(name for name in chain([code], (f"{code}_{n}" for n in count(2))) if name not in taken)


def _make_code(code: str, subcode: str = "") -> str:
    plain = unicodedata.normalize("NFKD", f"{code}_{subcode}" if subcode else code).encode("ascii", "ignore")
    return re.sub(r"[^A-Za-z0-9_-]+", "_", plain.decode()).strip("_") or "q"


def _define_item(values: pd.Series, item: str, row: object) -> list[str]:
    kind = getattr(row, "kind", "")
    wording = str(getattr(row, "question", "") or getattr(row, "column", ""))
    option = str(getattr(row, "option", ""))
    label = f"{wording} [{option}]" if option else wording
    head = ["", "[[questionnaire.item]]", f"code = {quote(item)}", f"label = {{ fi = {quote(label)} }}"]
    if kind == "text":
        return [*head, 'role = "open"']
    declared = _list_declared(row)
    known = values[~values.isin(list(getattr(row, "missing", ())))]
    if kind == "scale":
        return [*head, 'role = "scale"', f"scale = {quote(_guess_scale(known, declared))}"]
    if kind not in ("choice", "multi"):
        return []
    if kind == "choice" and declared:
        return [
            *head,
            'role = "choice"',
            *_write_options([(_make_code(c), text, (c, text)) for c, text in declared.items()]),
        ]
    options = [(f"a{i}", text, (text,)) for i, text in enumerate(_list_options(values, kind), start=1)]
    return [*head, f"role = {quote(kind)}", *_write_options(options)] if options else []


def _list_declared(row: object) -> dict[str, str]:
    """List the labels that the file itself declares, without its codes for no answer."""
    labels: dict[str, str] = getattr(row, "labels", None) or {}
    missing: tuple[str, ...] = getattr(row, "missing", ())
    return {code: text for code, text in labels.items() if code not in missing and not is_unknown_word(text)}


def _list_options(values: pd.Series, kind: str) -> list[str]:
    known = values.dropna()
    separator = find_separator(known) if kind == "multi" else None
    answers = split_answers(known, separator).explode() if separator else known
    return [label for label in list_common_labels(answers) if label]


def _write_options(options: Sequence[tuple[str, str, tuple[str, ...]]]) -> list[str]:
    rows = [
        f"  {{ code = {quote(code)}, label = {{ fi = {quote(text)} }}, "
        f"values = [{', '.join(quote(value) for value in values)}] }},"
        for code, text, values in options
    ]
    return ["option = [", *rows, "]"]


def _define_boxes(export: Export, item: str, columns: dict[str, str]) -> list[str]:
    rows = export.items.set_index("column")
    wording = str(rows.loc[next(iter(columns.values())), "question"]) or item
    options = []
    for code, column in columns.items():
        labels = [text for text in list_common_labels(export.table[column]) if not is_unticked(text)]
        is_telling = len(labels) == 1 and len(labels[0]) > 3 and not is_number(labels[0])
        label = str(rows.loc[column, "option"]) or (labels[0] if is_telling else code)
        options.append((code, label, (label,)))
    head = ["", "[[questionnaire.item]]", f"code = {quote(item)}", f"label = {{ fi = {quote(wording)} }}"]
    return [*head, 'role = "multi"', *_write_options(options)]


def _guess_scale(values: pd.Series, declared: dict[str, str]) -> str:
    shown = values.map(lambda code: declared.get(code, code), na_action="ignore")
    given = pd.concat([values, pd.Series(list(declared), dtype="str")])
    numbers = pd.to_numeric(given, errors="coerce").dropna()
    numbers = pd.to_numeric(shown, errors="coerce").dropna() if numbers.empty else numbers
    if numbers.empty or any(map(is_scale_word, declared.values())):
        labels = set(map(fold, declared.values())) or set(values.dropna().map(fold))
        return max(SCALES, key=lambda name: sum(fold(label) in labels for label in SCALES[name].codes))
    if numbers.min() < 1:
        return "nps"
    return "school" if numbers.max() > 5 else "likert5"


def list_common_labels(values: pd.Series) -> list[str]:
    """List a column's answers that are shared widely enough to be option labels and no one's own words.

    Parameters
    ----------
    values : pandas.Series
        The column.

    Returns
    -------
    list of str
        Answers that at least 5 rows share, in a column with at most 12 different answers; else none.
    """
    counts = values.dropna().value_counts()
    if len(counts) > MAX_LABELS:
        return []
    return sorted(str(label) for label in counts[counts >= MIN_LABEL_COUNT].index)
