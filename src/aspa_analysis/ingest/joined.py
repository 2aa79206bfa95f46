"""Several answers in one cell: what joins them, and which parts are one option."""

from __future__ import annotations

import pandas as pd


def find_separator(values: pd.Series) -> str | None:
    """Find what joins several answers in one cell.

    Parameters
    ----------
    values : pandas.Series
        Filled cells.

    Returns
    -------
    str or None
        ``;`` (also as Microsoft Forms ends each answer with it), ``,`` as Google Forms writes, or None.
    """
    known = values.dropna()
    return next((separator for separator in (";", ",") if _is_joined(known, separator)), None)


def _is_joined(known: pd.Series, separator: str) -> bool:
    if separator == ";" and len(known) > 1 and known.str.endswith(";").all():
        return True
    joined = known[known.str.contains(separator, regex=False)]
    if len(joined) < 2 or len(joined) < 0.3 * len(known):
        return False
    tokens = split_answers(known, separator).explode()
    # A comma also separates the parts of a sentence: options must return far more often.
    most, share = (25, 0.5) if separator == ";" else (20, 0.25)
    is_plain = separator == ";" or not known.str.contains(r",\S", regex=True).any()
    return is_plain and 2 <= tokens.nunique() <= most and tokens.nunique() <= share * len(tokens)


def split_answers(values: pd.Series, separator: str) -> pd.Series:
    """Split joined answers into lists, parts that always stand together kept as one option.

    Parameters
    ----------
    values : pandas.Series
        Filled cells.
    separator : str
        What joins the answers.

    Returns
    -------
    pandas.Series
        A list of options for each cell. An option may hold the separator itself ("Chat, puhelin tai
        posti"): a part in small letters that only ever follows one other part belongs to it.
    """
    parts = values.str.split(separator).map(lambda cell: [part.strip() for part in cell if part.strip()])
    before: dict[str, set[str]] = {}
    for cell in parts:
        for i, part in enumerate(cell):
            before.setdefault(part, set()).add(cell[i - 1] if i else "")
    glued = {
        part for part, found in before.items() if part[0].islower() and len(found) == 1 and "" not in found
    }
    return parts.map(lambda cell: _glue(cell, glued, f"{separator} "))


def _glue(parts: list[str], glued: set[str], joiner: str) -> list[str]:
    options: list[str] = []
    for part in parts:
        if part in glued and options:
            options[-1] += joiner + part
        else:
            options.append(part)
    return options
