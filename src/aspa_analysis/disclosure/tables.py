"""Publishable tables of counts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from aspa_analysis.disclosure.masking import Counts, find_states, lay_out
from aspa_analysis.disclosure.published import Published, refuse_table
from aspa_analysis.disclosure.rules import (
    PublishedClass,
    Rules,
    audience_needs_suppression,
    is_staff_table_allowed,
)
from aspa_analysis.disclosure.words import format_count, say
from aspa_analysis.errors import PublicationError
from aspa_analysis.settings import Language


def publish_counts(
    counts: pd.DataFrame,
    *,
    table_class: PublishedClass,
    rules: Rules,
    language: Language,
    staff_count: int | None = None,
    with_totals: bool = True,
) -> Published:
    """Make a publishable table of counts.

    Parameters
    ----------
    counts : pandas.DataFrame
        Whole numbers of at least 0, rows by columns.
    table_class : {"content", "person", "staff"}
        What the table tells about.
    rules : Rules
        For whom, and with which thresholds.
    language : {"fi", "sv", "en"}
        Language of the words in the cells.
    staff_count : int, optional
        Members of staff behind a staff table; without it a staff table is refused.
    with_totals : bool
        Whether each counted person or note is in one cell, so that rows and columns add up to totals
        which are shown. False for counts that overlap, as of check boxes.

    Returns
    -------
    Published
        The table, totals last; refused when too few stand behind it.

    Raises
    ------
    PublicationError
        If a count is missing, negative or no whole number.
    """
    if table_class == "staff" and not is_staff_table_allowed(staff_count, rules):
        return refuse_table(say("few_staff", language, min_staff=rules.min_staff), threshold=rules.threshold)
    whole = _check_counts(counts)
    needs = audience_needs_suppression(table_class, rules.audience)
    if needs and whole.sum() < rules.threshold:
        return refuse_table(say("few", language, threshold=rules.threshold), threshold=rules.threshold)
    full = lay_out(whole, with_totals=with_totals).counts
    states = np.full(full.shape, "shown")
    if needs:
        states = find_states(
            whole,
            threshold=rules.threshold,
            with_totals=with_totals,
            guards_groups=table_class == "person",
        )
    return _print_table(_label(counts, full, say("total", language)), states, rules, language)


def _check_counts(counts: pd.DataFrame) -> Counts:
    numbers = counts.to_numpy(dtype=float, na_value=np.nan)
    faults = int((~np.isfinite(numbers) | (numbers < 0) | (numbers != np.rint(numbers))).sum())
    if faults:
        raise PublicationError(
            f"{faults} cells are no counts: expected whole numbers of at least 0; fill what is missing with 0"
        )
    return numbers.astype(np.int64)


def _label(counts: pd.DataFrame, full: Counts, total: str) -> pd.DataFrame:
    index = [str(name) for name in counts.index] + [total] * (full.shape[0] - counts.shape[0])
    columns = [str(name) for name in counts.columns] + [total] * (full.shape[1] - counts.shape[1])
    return pd.DataFrame(full, index=pd.Index(index, name=counts.index.name), columns=columns)


def _print_table(
    full: pd.DataFrame, states: npt.NDArray[np.str_], rules: Rules, language: Language
) -> Published:
    mask = pd.DataFrame(states, index=full.index, columns=full.columns, dtype="str")
    small, hidden = say("small", language, threshold=rules.threshold), say("hidden", language)
    words = full.map(lambda count: format_count(int(count), language)).astype("str")
    frame = words.mask(mask == "small", small).mask(mask == "hidden", hidden)
    values = full.astype("Int64").where(mask == "shown")
    notes = (say("note", language),) if (mask != "shown").to_numpy().any() else ()
    return Published(frame, values, mask, notes, rules.threshold)
