"""Charts over time, and of themes by tone.

Each function returns a :class:`~aspa_analysis.reporting.blocks.Chart` with an alternative text that tells the
same story with its numbers. The bytes are the same from run to run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from aspa_analysis.reporting.blocks import Chart
from aspa_analysis.reporting.chart_style import (
    BLUE,
    INK,
    LABEL,
    LABEL_BOX,
    LIGHT,
    MUTED,
    ORANGE,
    FloatArray,
    clean_axes,
    open_axes,
    save_png,
)
from aspa_analysis.reporting.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_months(counts: pd.Series, *, days: pd.Series | None, wording: Wording, title: str) -> Chart:
    """Draw notes per month as bars, with the recording days written above them.

    Parameters
    ----------
    counts : pandas.Series
        Notes by month (``2025-06``), in order; missing where no data came.
    days : pandas.Series or None
        Recording days by month.
    wording : Wording
        The report's words.
    title : str
        The chart's title.

    Returns
    -------
    Chart
        The chart.
    """
    values = counts.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    with open_axes(rows_count=0, height_in=3.2) as (figure, axes):
        axes.bar(range(len(values)), np.nan_to_num(values), color=BLUE, width=0.72)
        for place, (month, value) in enumerate(zip(counts.index, values, strict=True)):
            label = _label_month(str(month), float(value), days, wording)
            axes.annotate(label, (place, np.nan_to_num(value)), (0, 3),
                          textcoords="offset points", ha="center", fontsize=8, color=INK)  # fmt: skip
        axes.set_xticks(range(len(values)), [wording.month(m, short=True) for m in counts.index])
        axes.tick_params(axis="x", rotation=90 if len(values) > 9 else 0, labelsize=8)
        axes.margins(y=0.2)
        clean_axes(axes, is_horizontal=False)
        axes.set_title(title)
        png = save_png(figure)
    return Chart(png, _tell_months(counts, days, wording, title))


def _label_month(month: str, value: float, days: pd.Series | None, wording: Wording) -> str:
    if np.isnan(value):
        return wording.say("figure.missing_short")
    recorded = None if days is None or pd.isna(days.get(month)) else int(days[month])
    head = wording.number(value, 0)
    return head if recorded is None else f"{head}\n{wording.say('figure.days_short', count=recorded)}"


def _tell_months(counts: pd.Series, days: pd.Series | None, wording: Wording, title: str) -> str:
    parts = []
    for month, value in zip(counts.index.astype("str"), counts, strict=True):
        told = (
            wording.say("figure.no_data") if pd.isna(value) else wording.say("figure.notes", count=int(value))
        )
        if days is not None and not pd.isna(days.get(month)):
            told += ", " + wording.say("figure.days", count=int(days[month]))
        parts.append(f"{wording.month(month)}: {told}")
    return f"{title}. {'; '.join(parts)}."


def draw_line(values: pd.Series, *, wording: Wording, title: str, unit_key: str) -> Chart:
    """Draw a monthly rate as a line whose points are labelled.

    Parameters
    ----------
    values : pandas.Series
        Rate by month, in order; missing months break the line.
    wording : Wording
        The report's words.
    title : str
        The chart's title.
    unit_key : str
        Key of the wording that names the unit, with the placeholder ``value``.

    Returns
    -------
    Chart
        The chart.
    """
    heights = values.to_numpy(dtype=float)
    with open_axes(rows_count=0, height_in=2.8) as (figure, axes):
        axes.plot(range(len(heights)), heights, color=BLUE, marker="o", linewidth=1.8, markersize=5)
        for place, height in enumerate(heights):
            if not np.isnan(height):
                axes.annotate(wording.number(height), (place, height), (0, 6), textcoords="offset points",
                              ha="center", fontsize=8)  # fmt: skip
        axes.set_xticks(range(len(heights)), [wording.month(str(m), short=True) for m in values.index])
        axes.tick_params(axis="x", rotation=90 if len(heights) > 9 else 0, labelsize=8)
        axes.set_ylim(0, max(1.0, float(np.nanmax(heights, initial=1.0))) * 1.25)
        clean_axes(axes, is_horizontal=False)
        axes.set_title(title)
        png = save_png(figure)
    told = [
        f"{wording.month(str(m))}: {wording.say(unit_key, value=float(v))}"
        for m, v in values.items()
        if not pd.isna(v)
    ]
    return Chart(png, f"{title}. {'; '.join(told)}.")


def draw_tones(counts: pd.DataFrame, *, wording: Wording, title: str) -> Chart:
    """Draw themes by tone as bars that part from the middle: criticism to the left, thanks to the right.

    Parameters
    ----------
    counts : pandas.DataFrame
        A row per theme (its name), columns ``negative``, ``neutral``, ``positive``: numbers of notes.
    wording : Wording
        The report's words.
    title : str
        The chart's title.

    Returns
    -------
    Chart
        The chart.
    """
    labels = {tone: wording.say(f"tone.{tone}") for tone in ("negative", "neutral", "positive")}
    frame = counts.iloc[::-1]
    negative, neutral, positive = (
        frame[t].to_numpy(dtype=float) for t in ("negative", "neutral", "positive")
    )
    places = np.arange(len(frame), dtype=float)
    with open_axes(rows_count=len(frame)) as (figure, axes):
        _draw_bar(axes, places, -neutral / 2 - negative, negative, (ORANGE, "////", labels["negative"]))
        _draw_bar(axes, places, -neutral / 2, neutral, (LIGHT, "", labels["neutral"]))
        _draw_bar(axes, places, neutral / 2, positive, (BLUE, "....", labels["positive"]))
        axes.set_yticks(places, list(frame.index))
        axes.axvline(0, color=MUTED, linewidth=0.6)
        axes.set_xticks([])
        axes.set_xlabel(wording.say("figure.notes_axis"))
        clean_axes(axes, is_horizontal=True)
        axes.margins(x=0.04)
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize=9)
        png = save_png(figure)
    return Chart(png, f"{title}. {'; '.join(_tell_rows(counts, labels, wording))}.")


def _draw_bar(
    axes: Axes, places: FloatArray, starts: FloatArray, widths: FloatArray, look: tuple[str, str, str]
) -> None:
    colour, hatch, label = look
    axes.barh(places, widths, left=starts, color=colour, hatch=hatch, edgecolor="white", linewidth=0.5,
              height=0.74, label=label)  # fmt: skip
    for place, start, width in zip(places, starts, widths, strict=True):
        if width >= 0.06 * max(1.0, float(np.max(widths))):
            axes.text(start + width / 2, place, f"{width:.0f}", bbox=LABEL_BOX, **LABEL)


def _tell_rows(counts: pd.DataFrame, labels: dict[str, str], wording: Wording) -> list[str]:
    told = []
    for name, row in zip(counts.index, counts[list(labels)].to_numpy().tolist(), strict=True):
        parts = [
            f"{label.lower()} {wording.number(v, 0)}" for label, v in zip(labels.values(), row, strict=True)
        ]
        told.append(f"{name}: {', '.join(parts)}")
    return told
