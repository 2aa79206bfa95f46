"""Numbers in the reports, worked out again from the processed files by another route: plain Python loops."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.xdist_group("example")

MONTHLY = {"suvanto": "2025-06", "kuusivaara": "2025-06"}


def read_rows(project: Path, table: str) -> list[dict]:
    folder = project / "data" / "processed" / table
    return [row for path in sorted(folder.glob("*.parquet")) for row in pq.read_table(path).to_pylist()]


def read_page(project: Path, unit: str, period: str, notebook: str) -> BeautifulSoup:
    path = project / "reports" / unit / period / f"{notebook}.fi.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def read_table(page: BeautifulSoup, caption: str) -> dict[str, list[str]]:
    for table in page.find_all("table"):
        if table.caption and table.caption.get_text(" ", strip=True).startswith(caption):
            rows = [
                [c.get_text(" ", strip=True) for c in row.find_all(["th", "td"])]
                for row in table.find_all("tr")
            ]
            return {row[0]: row[1:] for row in rows}
    raise AssertionError(f"no table '{caption}' on the page")


def to_number(text: str) -> int:
    return int(re.sub(r"\s", "", text))


@pytest.fixture(scope="module")
def names(root: Path) -> dict[str, str]:
    book = tomllib.loads((root / "config" / "codebook.toml").read_text(encoding="utf-8"))
    entries = [entry for value in book.values() if isinstance(value, list) for entry in value]
    return {e["code"]: e["names"]["fi"] for e in entries}


@pytest.mark.parametrize("unit", MONTHLY)
def test_the_digests_themes_by_kind(example_run: Path, names: dict[str, str], unit: str) -> None:
    codes = {row["feedback_id"]: row for row in read_rows(example_run, "codes")}
    counts: Counter[tuple[str, str]] = Counter()
    total = 0
    for note in read_rows(example_run, "feedback"):
        if note["library"] != unit or note["month"] != MONTHLY[unit] or note["collected_via"] == "kysely":
            continue
        total += note["similar_count"]
        code = codes[note["feedback_id"]]
        for theme in (c.removeprefix("theme_") for c in code if c.startswith("theme_") and code[c] is True):
            for kind in ("kiitos", "moite", "toive", "kysymys"):
                if code[f"kind_{kind}"]:
                    counts[names[theme], kind] += note["similar_count"]
    page = read_page(example_run, unit, MONTHLY[unit], "20_digest")
    shown = read_table(page, "Aiheet ja palautteen lajit")
    heading = shown.pop("Aihe")
    assert heading == ["Kiitos", "Moite", "Toive", "Kysymys"]
    assert len(shown) >= 8
    for theme, cells in shown.items():
        expected = [counts[theme, kind.lower()] for kind in heading]
        assert [to_number(cell) for cell in cells] == expected, theme
    assert {theme for theme, _ in counts} == set(shown)
    assert f"mukana on {total} palautetta" in page.get_text(" ", strip=True).casefold()


def test_the_quality_reports_rows_per_file(example_run: Path) -> None:
    files = {row["file_name"]: row for row in read_rows(example_run, "files")}
    shown = read_table(
        read_page(example_run, "lakeus", "2025-06", "10_quality"), "Luetut tiedostot ja niiden rivit"
    )
    shown.pop("Tiedosto")
    own = {name: cells for name, cells in shown.items() if name in files}
    # The files of points with few members of staff stand on one row, of more than one point.
    (merged,) = [cells for name, cells in shown.items() if name not in files]
    left = [row for name, row in files.items() if name not in own]
    assert len(left) >= 2
    counts = ("rows_count", "kept_count", "quarantined_count")
    assert [to_number(cell) for cell in merged[:3]] == [sum(row[c] for row in left) for c in counts]
    for name, cells in own.items():
        row = files[name]
        wanted = [row["rows_count"], row["kept_count"], row["quarantined_count"]]
        assert [to_number(cell) for cell in cells[:3]] == wanted
        assert wanted[0] == wanted[1] + wanted[2]
