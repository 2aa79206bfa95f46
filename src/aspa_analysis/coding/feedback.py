"""Coding a frame of feedback: language, themes, kinds, tone, non-answers and faults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from aspa_analysis.codebook import Codebook, load_codebook
from aspa_analysis.coding.cache import provide_model
from aspa_analysis.coding.decisions import Codes, decide_codes
from aspa_analysis.coding.documents import check_frame, detect_frame, prepare_documents
from aspa_analysis.coding.model import CodingModel
from aspa_analysis.coding.rules import RuleReading, read_all

# Texts are coded in slices, so that memory does not grow with the features of all of them.
_SLICE = 2_000


def _build_row(reading: RuleReading, codes: Codes, codebook: Codebook) -> dict[str, Any]:
    row: dict[str, Any] = {"lang": reading.lang}
    row |= {f"theme_{code}": code in codes.themes for code in codebook.theme_codes}
    row["subthemes"] = ";".join(codes.subthemes)
    row |= {f"kind_{code}": code in codes.kinds for code in codebook.kind_codes}
    row |= {"tone": codes.tone, "is_nonanswer": codes.is_nonanswer, "is_fault": codes.is_fault}
    row["confidence_theme"] = max(codes.themes.values(), default=None)
    row["confidence_kind"] = max(codes.kinds.values(), default=None)
    return row | {"explanation": codes.explain()}


def list_code_columns(codebook: Codebook) -> dict[str, str]:
    """List the columns that :func:`code_feedback` makes, with their types.

    Parameters
    ----------
    codebook : Codebook
        The codebook.

    Returns
    -------
    dict of str to str
        Column to pandas type, in order.
    """
    columns = {"lang": "str"} | {f"theme_{code}": "bool" for code in codebook.theme_codes}
    columns |= {"subthemes": "str"} | {f"kind_{code}": "bool" for code in codebook.kind_codes}
    columns |= {"tone": "Int8", "is_nonanswer": "bool", "is_fault": "bool"}
    return columns | {"confidence_theme": "Float64", "confidence_kind": "Float64", "explanation": "str"}


def _code_slice(
    frame: pd.DataFrame, languages: Sequence[str], model: CodingModel, codebook: Codebook
) -> pd.DataFrame:
    readings = read_all(prepare_documents(frame, languages=languages), codebook)
    codes = decide_codes(readings, model, codebook)
    rows = [_build_row(*pair, codebook) for pair in zip(readings, codes, strict=True)]
    columns = list_code_columns(codebook)
    return pd.DataFrame(rows, index=frame.index, columns=list(columns)).astype(columns)


def code_feedback(frame: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Give each text its language, themes, kinds and tone.

    The first call for a codebook trains a model from the labelled texts that ship (some seconds) and keeps
    it in the cache folder: ``$ASPA_CACHE``, else ``$XDG_CACHE_HOME/aspa-analysis``, else
    ``~/.cache/aspa-analysis``; without a folder that can be written, in memory.

    Parameters
    ----------
    frame : DataFrame, shape (n, ...)
        Column ``text``; optionally ``question_type`` (``open``, ``positive``, ``negative``, ``wish`` or
        missing) and ``channel``. Other columns are passed over.
    codebook : Codebook, optional
        The codebook; left out, the one that ships.

    Returns
    -------
    DataFrame, shape (n, ...)
        Same index. Columns ``lang`` (str), ``theme_<code>`` (bool), ``subthemes`` (str, joined by ``;``),
        ``kind_<code>`` (bool), ``tone`` (Int8, -1, 0 or +1), ``is_nonanswer``, ``is_fault`` (bool),
        ``confidence_theme``, ``confidence_kind`` (Float64, probability of the surest code given, missing
        when none is) and ``explanation`` (str, the words that spoke for each code).

    Raises
    ------
    TableError
        If ``text`` is missing or a question type is unknown.

    Examples
    --------
    >>> notes = pd.DataFrame({"text": ["Tulostin on taas rikki."]})
    >>> coded = code_feedback(notes)
    >>> bool(coded.loc[0, "theme_laitteet"]), int(coded.loc[0, "tone"])
    (True, -1)
    """
    codebook = codebook or load_codebook()
    check_frame(frame)
    # The detector's 100 MB are given back before training takes its own.
    languages = detect_frame(frame)
    model = provide_model(codebook)
    parts = [
        _code_slice(frame.iloc[start : start + _SLICE], languages[start : start + _SLICE], model, codebook)
        for start in range(0, max(len(frame), 1), _SLICE)
    ]
    return pd.concat(parts)
