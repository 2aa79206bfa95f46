"""Charts of shares: answers to items, and shares with their intervals.

Each function returns a :class:`~aspa_analysis.reporting.blocks.Chart` with an alternative text that tells the
same story with its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from aspa_analysis.reporting.blocks import Chart
from aspa_analysis.reporting.chart_style import (
    BLUE,
    LABEL,
    LABEL_BOX,
    LIGHT,
    ORANGE,
    FloatArray,
    clean_axes,
    open_axes,
    save_png,
)
from aspa_analysis.reporting.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Colour and hatching of each step; a step that merges one side looks like its outer one.
_STEPS = {
    "1": ("#8c3600", "////"),
    "2": ("#c65f1a", "//"),
    "3": (LIGHT, ""),
    "4": ("#3d8fc4", ".."),
    "5": ("#005a8f", "...."),
    "disagree": ("#8c3600", "////"),
    # Holds also those in between: not the colour of disagreement.
    "not_agree": (LIGHT, ""),
    "agree": ("#005a8f", "...."),
}


def draw_likert(shares: pd.DataFrame, *, wording: Wording, title: str) -> Chart:
    """Draw the answers to items as stacked shares, from disagreement to agreement.

    Parameters
    ----------
    shares : pandas.DataFrame
        A row per item (its wording), a column per step (a key of the wording's ``likert``): shares of one.
    wording : Wording
        The report's words.
    title : str
        The chart's title.

    Returns
    -------
    Chart
        The chart.
    """
    import textwrap

    frame = shares.iloc[::-1]
    places = np.arange(len(frame), dtype=float)
    lefts = np.zeros(len(frame))
    with open_axes(rows_count=len(frame), height_in=1.3 + 0.46 * len(frame)) as (figure, axes):
        for step in shares.columns:
            widths = frame[step].to_numpy(dtype=float)
            colour, hatch = _STEPS[str(step)]
            axes.barh(
                places, widths, left=lefts, color=colour, hatch=hatch, edgecolor="white", linewidth=0.5,
                height=0.7, label=wording.say(f"likert.{step}"),
            )  # fmt: skip
            _label_shares(axes, places, lefts, widths)
            lefts = lefts + widths
        axes.set_yticks(places, [textwrap.fill(str(name), 38) for name in frame.index], fontsize=9)
        axes.set_xticks([])
        axes.set_xlim(0, 1)
        axes.set_ylim(-0.5, len(frame) - 0.5)
        clean_axes(axes, is_horizontal=True)
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
        figure.legend(loc="outside lower left", ncols=3, frameon=False, fontsize=8)
        png = save_png(figure)
    return Chart(png, f"{title}. {' '.join(_tell_likert(shares, wording))}")


def _label_shares(axes: Axes, places: FloatArray, lefts: FloatArray, widths: FloatArray) -> None:
    for place, left, width in zip(places, lefts, widths, strict=True):
        if width >= 0.06:
            axes.text(left + width / 2, place, f"{width * 100:.0f}", bbox=LABEL_BOX, **LABEL)


def _tell_likert(shares: pd.DataFrame, wording: Wording) -> list[str]:
    names = [wording.say(f"likert.{step}").lower() for step in shares.columns]
    told = []
    for item, row in zip(shares.index, shares.to_numpy(dtype=float).tolist(), strict=True):
        parts = [f"{name} {wording.share(value)}" for name, value in zip(names, row, strict=True)]
        told.append(f"{str(item).rstrip('.')}: {', '.join(parts)}.")
    return told


def draw_intervals(
    frame: pd.DataFrame, *, wording: Wording, title: str, names: Sequence[str] = ("", "")
) -> Chart:
    """Draw shares with their intervals, and the region's share beside each.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row per label, columns ``share``, ``low``, ``high`` and, where there is one, ``reference``.
    wording : Wording
        The report's words.
    title : str
        The chart's title.
    names : sequence of str
        What the dot and the reference mark stand for.

    Returns
    -------
    Chart
        The chart.
    """
    rows = frame.iloc[::-1]
    places = np.arange(len(rows))
    share, low, high = (rows[c].to_numpy(dtype=float) for c in ("share", "low", "high"))
    has_reference = "reference" in rows.columns
    with open_axes(rows_count=len(rows), height_in=1.3 + 0.42 * len(rows)) as (figure, axes):
        axes.hlines(places, low, high, color=BLUE, linewidth=3)
        axes.plot(share, places, "o", color=BLUE, markersize=7, label=names[0])
        if has_reference:
            axes.plot(
                rows["reference"], places, "D", color=ORANGE, markersize=6, fillstyle="none", label=names[1]
            )
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=9)
        for place, value, end in zip(places, share, high, strict=True):
            axes.annotate(wording.share(value), (end, place), (7, 0), textcoords="offset points", va="center")
        axes.set_yticks(places, list(rows.index))
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.set_xlim(0, min(1.0, float(np.nanmax(high, initial=0.1)) * 1.25))
        axes.set_xticks([])
        clean_axes(axes, is_horizontal=True)
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
        png = save_png(figure)
    return Chart(png, f"{title}. {'; '.join(_tell_intervals(frame, wording, names))}.")


def _tell_intervals(frame: pd.DataFrame, wording: Wording, names: Sequence[str]) -> list[str]:
    told = []
    for label, row in zip(frame.index, frame.to_dict("records"), strict=True):
        text = f"{label}: {wording.share(row['share'])}, {wording.interval(row['low'], row['high'])}"
        if "reference" in row:
            text += f", {names[1].lower()} {wording.share(row['reference'])}"
        told.append(text)
    return told
