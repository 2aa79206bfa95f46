"""Publishable shares and means: hidden when too few stand behind them, or when they tell a small count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aspa_analysis.disclosure.masking import find_states
from aspa_analysis.disclosure.published import Published
from aspa_analysis.disclosure.rules import PublishedClass, Rules, audience_needs_suppression
from aspa_analysis.disclosure.words import format_count, format_share, say
from aspa_analysis.errors import PublicationError
from aspa_analysis.settings import Language

_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ShareColumns:
    """Names of the columns of estimated shares; the interval's limits are hidden with their share."""

    n: str = "n"
    count: str = "count"
    share: str = "share"
    low: str = "low"
    high: str = "high"

    @property
    def telling(self) -> list[str]:
        """Columns from which the count could be worked out."""
        return [self.count, self.share, self.low, self.high]


def publish_shares(
    estimates: pd.DataFrame,
    *,
    table_class: PublishedClass,
    rules: Rules,
    language: Language,
    columns: ShareColumns | None = None,
    within: tuple[str, ...] = (),
) -> Published:
    """Make publishable shares from estimates.

    A share is hidden when fewer than the threshold answered, and, since it tells the count, when the
    count or the rest of the answers is small. In person tables it is also hidden when all or none of
    the answers count: that would tell something of everybody in the group.

    Parameters
    ----------
    estimates : pandas.DataFrame
        A row for each share, with its count of persons, the answers and the interval.
    table_class : {"content", "person", "staff"}
        What the shares tell about.
    rules : Rules
        For whom, and with which thresholds.
    language : {"fi", "sv", "en"}
        Language of the words.
    columns : ShareColumns, optional
        Names of the columns.
    within : tuple of str
        Columns that name the distributions whose shares add up to one, as ``("library", "item")`` for
        choice items; then enough other shares are hidden that none can be worked out.

    Returns
    -------
    Published
        ``frame`` and ``mask`` have the columns of the number of answers and of the share; ``values``
        also the count and the interval's limits. Other columns of `estimates` are left out, and the
        index is kept.

    Raises
    ------
    PublicationError
        If a count is negative or greater than the number of answers.
    """
    names = columns or ShareColumns()
    n, count = _check_shares(estimates, names)
    flags = np.zeros(len(n), dtype=bool), np.zeros(len(n), dtype=bool)
    guards_groups = table_class == "person"
    if audience_needs_suppression(table_class, rules.audience) and within:
        groups = [estimates[name].to_numpy() for name in within]
        flags = _protect_distributions(groups, n, count, rules.threshold, guards_groups=guards_groups)
    elif audience_needs_suppression(table_class, rules.audience):
        few = n < rules.threshold
        flags = few, few | _find_telling(n, count, rules.threshold, guards_groups=guards_groups)
    return _print_shares(estimates, names, flags, rules, language)


def publish_means(
    estimates: pd.DataFrame,
    *,
    table_class: PublishedClass,
    rules: Rules,
    n_column: str = "n",
    mean_columns: tuple[str, ...] = ("mean", "mean_low", "mean_high"),
) -> pd.DataFrame:
    """Return estimated means, missing where fewer than the threshold answered.

    Parameters
    ----------
    estimates : pandas.DataFrame
        A row for each mean.
    table_class : {"content", "person", "staff"}
        What the means tell about.
    rules : Rules
        For whom, and with which thresholds.
    n_column : str
        Column of the number of answers.
    mean_columns : tuple of str
        Columns to hide.

    Returns
    -------
    pandas.DataFrame
        ``n_column`` and ``mean_columns``, on the index of `estimates`.
    """
    kept = estimates[[n_column, *mean_columns]].astype("Float64")
    if not audience_needs_suppression(table_class, rules.audience):
        return kept
    return kept.where(kept[n_column].ge(rules.threshold))


def _check_shares(
    estimates: pd.DataFrame, names: ShareColumns
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    n = estimates[names.n].to_numpy(dtype=np.int64)
    count = estimates[names.count].to_numpy(dtype=np.int64)
    faults = int(((count < 0) | (count > n)).sum())
    if faults:
        raise PublicationError(
            f"{faults} shares have a count outside 0..{names.n}; give the counts of persons, not of weights"
        )
    return n, count


def _find_telling(
    n: npt.NDArray[np.int64], count: npt.NDArray[np.int64], threshold: int, *, guards_groups: bool
) -> _Flags:
    rest = n - count
    least = 0 if guards_groups else 1
    is_small = (count >= least) & (count < threshold)
    return np.asarray(is_small | ((rest >= least) & (rest < threshold)), dtype=bool)


def _protect_distributions(
    groups: list[npt.NDArray[np.object_]],
    n: npt.NDArray[np.int64],
    count: npt.NDArray[np.int64],
    threshold: int,
    *,
    guards_groups: bool,
) -> tuple[_Flags, _Flags]:
    few, telling = n < threshold, n < threshold
    for places in pd.Series(range(len(n))).groupby(groups, sort=False).indices.values():
        row = count[places].reshape(1, -1)
        states = find_states(row, threshold=threshold, with_totals=True, guards_groups=guards_groups)[0]
        is_hidden = states != "shown"
        # The total comes last; a single option is its own total, and stands without one.
        few[places] |= bool(len(states) > len(places) and is_hidden[-1])
        telling[places] |= few[places] | is_hidden[: len(places)]
    return few, telling


def _print_shares(
    estimates: pd.DataFrame,
    names: ShareColumns,
    flags: tuple[_Flags, _Flags],
    rules: Rules,
    language: Language,
) -> Published:
    few, telling = flags
    n, share = estimates[names.n], estimates[names.share].astype(float)
    is_small = few & n.lt(rules.threshold).to_numpy(dtype=bool)
    mask = pd.DataFrame(
        {
            names.n: np.where(is_small, "small", np.where(few, "hidden", "shown")),
            names.share: np.where(telling, "hidden", "shown"),
        },
        index=estimates.index,
        dtype="str",
    )
    shown = pd.DataFrame(
        {
            names.n: [format_count(int(number), language) for number in n],
            names.share: ["–" if np.isnan(number) else format_share(number, language) for number in share],
        },
        index=estimates.index,
        dtype="str",
    )
    small, hidden = say("small", language, threshold=rules.threshold), say("hidden", language)
    frame = shown.mask(mask == "small", small).mask(mask == "hidden", hidden)
    values = estimates[[names.n, *names.telling]].astype("Float64")
    values = values.assign(**{column: values[column].mask(telling) for column in names.telling})
    values = values.assign(**{names.n: values[names.n].mask(few)})
    notes = (say("note", language),) if (mask != "shown").to_numpy().any() else ()
    return Published(frame, values, mask, notes, rules.threshold)
