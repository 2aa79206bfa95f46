"""Charts: the same bytes each time, small files, alternative texts with the numbers of the picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from aspa_analysis.reporting.blocks import Chart
from aspa_analysis.reporting.chart_style import BLUE, LIGHT, ORANGE
from aspa_analysis.reporting.figures import draw_line, draw_months, draw_tones
from aspa_analysis.reporting.share_figures import _STEPS, draw_intervals, draw_likert
from aspa_analysis.reporting.wording import Wording

FI = Wording("fi")
MONTHS = ["2025-04", "2025-05", "2025-06"]


def _draw_months() -> Chart:
    counts = pd.Series([12, np.nan, 31], index=MONTHS)
    return draw_months(counts, days=pd.Series({"2025-04": 20}), wording=FI, title="Kuukaudet")


def _draw_line() -> Chart:
    return draw_line(
        pd.Series([100.0, np.nan, 310.4], index=MONTHS),
        wording=FI,
        title="Tahti",
        unit_key="digest.volume_unit",
    )


def _draw_tones() -> Chart:
    frame = pd.DataFrame(
        {"negative": [3, 9], "neutral": [4, 0], "positive": [21, 2]}, index=["Tilat", "Palvelu"]
    )
    return draw_tones(frame, wording=FI, title="Sävyt")


def _draw_likert() -> Chart:
    frame = pd.DataFrame([[0.05, 0.05, 0.1, 0.3, 0.5]], index=["Väite."], columns=list("12345"))
    return draw_likert(frame, wording=FI, title="Vastaukset")


def _draw_intervals() -> Chart:
    frame = pd.DataFrame(
        {"share": [0.21], "low": [0.17], "high": [0.25], "reference": [0.19]}, index=["Lukija"]
    )
    return draw_intervals(frame, wording=FI, title="Osuudet", names=("Täällä", "Alueella"))


CASES: list[tuple[Callable[[], Chart], list[str]]] = [
    (
        _draw_months,
        ["huhtikuu 2025: 12 palautetta, 20 kirjauspäivää", "toukokuu 2025: tietoja ei ole", "31 palautetta"],
    ),
    (_draw_line, ["huhtikuu 2025: 100,0", "kesäkuu 2025: 310,4"]),
    (_draw_tones, ["Tilat: kielteinen 3, neutraali 4, myönteinen 21", "Palvelu: kielteinen 9"]),
    (_draw_likert, ["Väite: täysin eri mieltä 5", "täysin samaa mieltä 50"]),
    (_draw_intervals, ["Lukija: 21", "arviolta 17–25", "alueella 19"]),
]


@pytest.mark.parametrize(("draw", "told"), CASES)
def test_charts_tell_their_numbers_and_never_change(draw: Callable[[], Chart], told: list[str]) -> None:
    first, second = draw(), draw()
    assert first.png == second.png
    assert first.png.startswith(b"\x89PNG")
    assert len(first.png) < 40_000
    assert all(text in first.alt for text in told), first.alt


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", sorted({BLUE, ORANGE, LIGHT, *(c for c, _ in _STEPS.values())}))
def test_each_colour_stands_out_from_white_by_three_to_one(colour: str) -> None:
    assert 1.05 / (_luminance(colour) + 0.05) >= 3
