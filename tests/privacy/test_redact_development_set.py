"""Recall and precision on texts labelled by hand; see docs/methods/redaction.md for the figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from aspa_analysis.privacy import Redactor
from aspa_analysis.privacy.spans import MARKS
from aspa_analysis.text.normalise import normalise

SET = Path(__file__).with_name("redaction_dev.tsv")


@dataclass(frozen=True)
class Labelled:
    text: str
    wanted: tuple[tuple[str, str], ...]


def read_set() -> list[Labelled]:
    rows = SET.read_text(encoding="utf-8").splitlines()[1:]
    read = []
    for row in rows:
        labels, text = row.split("\t")
        pairs = tuple(tuple(label.split("=", 1)) for label in labels.split("|") if label)
        read.append(Labelled(normalise(text.replace("\\n", "\n")).text, pairs))  # type: ignore[arg-type]
    return read


@pytest.fixture(scope="module")
def outcome() -> dict[str, tuple[int, int]]:
    """Count hits and all: of wanted direct identifiers, wanted names, and found spans."""
    tally = {"direct": [0, 0], "name": [0, 0], "found": [0, 0]}
    rows = read_set()
    for row, result in zip(rows, Redactor().redact([row.text for row in rows]), strict=True):
        covered = {place for span in result.spans for place in range(span.start, span.end)}
        meant: set[int] = set()
        for kind, surface in row.wanted:
            start = row.text.index(surface)
            places = set(range(start, start + len(surface)))
            meant |= places
            counts = tally["name" if kind == "name" else "direct"]
            counts[0] += places <= covered
            counts[1] += 1
        for span in result.spans:
            tally["found"][0] += bool(meant & set(range(span.start, span.end)))
            tally["found"][1] += 1
    return {name: (hits, of_all) for name, (hits, of_all) in tally.items()}


def test_set_is_large_and_well_formed() -> None:
    rows = read_set()
    assert len(rows) >= 150
    assert len({row.text for row in rows}) == len(rows)
    assert {kind for row in rows for kind, _surface in row.wanted} == set(MARKS)
    assert sum(not row.wanted for row in rows) >= 60


def test_recall_of_direct_identifiers(outcome: dict[str, tuple[int, int]]) -> None:
    hits, wanted = outcome["direct"]
    assert hits / wanted >= 0.99


def test_recall_of_names(outcome: dict[str, tuple[int, int]]) -> None:
    hits, wanted = outcome["name"]
    assert hits / wanted >= 0.94


def test_precision(outcome: dict[str, tuple[int, int]]) -> None:
    hits, found = outcome["found"]
    assert hits / found >= 0.96
