"""Blocks and tables: everything escaped, tables that can be read aloud, charts that tell their numbers."""

from __future__ import annotations

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup
from reporting_project import render

from aspa_analysis.errors import ReportError
from aspa_analysis.reporting.blocks import (
    HEADLINE_TYPE,
    Card,
    Chart,
    Heading,
    Headline,
    Paragraph,
    Quote,
    Quotes,
    Table,
)

EVIL = '<script>alert("x")</script>'


@pytest.mark.parametrize(
    "block",
    [
        Heading(EVIL),
        Paragraph(EVIL),
        Quotes((Quote(EVIL, "fi", EVIL),)),
        Card(EVIL, ((EVIL, (EVIL,)),), (Quote(EVIL),)),
        Table(pd.DataFrame({EVIL: [EVIL], "b": [EVIL]}), EVIL),
    ],
)
def test_what_a_customer_wrote_is_only_text(block: object) -> None:
    html = render([block])
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_markup_of_our_own_stays_markup() -> None:
    frame = pd.DataFrame([["a", Markup("<ul><li>b</li></ul>")]], columns=["x", "y"], dtype=object)
    assert '<td class="number"><ul><li>b</li></ul></td>' in render([Table(frame, "c")])


def test_a_table_has_a_caption_and_scopes() -> None:
    table = BeautifulSoup(
        render([Table(pd.DataFrame({"Aihe": ["Tilat"], "Määrä": ["5"]}), "Aiheet")]), "html.parser"
    )
    assert table.caption is not None
    assert table.caption.text == "Aiheet"
    assert [(th["scope"], th.text) for th in table.find_all("th")] == [
        ("col", "Aihe"),
        ("col", "Määrä"),
        ("row", "Tilat"),
    ]
    assert table.td is not None
    assert table.td["class"] == ["number"]


def test_a_missing_cell_is_a_dash_and_an_empty_table_is_nothing() -> None:
    assert '<td class="number">–</td>' in render([Table(pd.DataFrame({"a": ["x"], "b": [None]}), "c")])
    assert Table(pd.DataFrame({"a": []}), "c").to_bundles() == []


def test_a_quote_tells_its_language_but_no_other_attribute() -> None:
    assert 'lang="ru"' in render([Quotes((Quote("Спасибо", "ru"),))])
    assert "onclick" not in render([Quotes((Quote("hei", 'fi" onclick="x'),))])


@pytest.mark.parametrize("level", [1, 5])
def test_headings_stay_below_the_title(level: int) -> None:
    with pytest.raises(ReportError, match="level"):
        Heading("x", level).to_bundles()


def test_a_chart_without_words_is_refused() -> None:
    with pytest.raises(ReportError, match="alternative text"):
        Chart(b"", "  ").to_bundles()


def test_the_headline_is_not_seen_on_the_page() -> None:
    assert Headline("Lyhyesti").to_bundles() == [({HEADLINE_TYPE: {"text": "Lyhyesti"}}, {})]
