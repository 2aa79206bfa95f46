"""The example data: committed files are what the generator writes, and hold what they are meant to hold."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aspa_analysis.example import Example, make_example, write_example
from aspa_analysis.example.__main__ import main
from aspa_analysis.example.answers import collect_answers
from aspa_analysis.example.customers import RESPONDENTS, SCALE_ITEMS, TYPE_SHARES, TYPES, draw_respondent
from aspa_analysis.example.form_rows import UNKNOWN_POINTS
from aspa_analysis.example.picking import TextPicker
from aspa_analysis.example.world import (
    CAMPAIGN,
    MISSING_MONTH,
    ORAL_MIX,
    ORAL_THEMES,
    OUTAGE_DAYS,
    SEASONS,
    SHOCKS,
    WEB_MIX,
    expect_notes,
    list_months,
)
from aspa_analysis.forms import HEADER_ROW
from aspa_analysis.ingest import find_source, load_sources, read_export
from aspa_analysis.registry import load_registry
from aspa_analysis.resources import shipped

COMMITTED = shipped("data/raw/example")
LIME_CODES = "kysely/asiakaskysely_2024_limesurvey.csv"
LIME_TEXTS = "kysely/asiakaskysely_2025_virta_limesurvey.csv"
WEBROPOL = "kysely/asiakaskysely_2025_kaarna_webropol.csv"


@pytest.fixture(scope="module")
def folder(example: Example, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("example")
    write_example(made, example=example)
    return made


@pytest.fixture(scope="module")
def example() -> Example:
    return make_example()


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return dict(json.loads((COMMITTED / "truth.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def notes(example: Example) -> pd.DataFrame:
    frame = pd.DataFrame([vars(note) for note in example.notes])
    texts = example.pool.texts
    return frame.assign(
        month=frame["day"].map(lambda day: f"{day:%Y-%m}"), event=texts["event"].to_numpy()[frame["text"]]
    )


def list_files(folder: Path) -> set[str]:
    return {
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.name != "README.md"
    }


def measure_share(example: Example, notes: pd.DataFrame, code: str) -> float:
    return 100 * float(example.pool.indicator(code)[notes["text"]].mean())


# ------------------------------------------------------------------ files


def test_committed_files_are_what_the_generator_writes(folder: Path) -> None:
    assert list_files(COMMITTED) == list_files(folder)
    changed = [
        n for n in sorted(list_files(folder)) if (COMMITTED / n).read_bytes() != (folder / n).read_bytes()
    ]
    assert changed == []


def test_another_seed_gives_other_notes(example: Example) -> None:
    other = make_example(seed=7)
    assert [note.text for note in other.notes] != [note.text for note in example.notes]


def test_files_are_small(folder: Path) -> None:
    sizes = [(folder / name).stat().st_size for name in list_files(folder)]
    assert max(sizes) < 2_000_000
    assert sum(sizes) < 6_500_000


def test_readme_says_that_everything_is_made_up() -> None:
    text = (COMMITTED / "README.md").read_text(encoding="utf-8")
    assert "keksitty" in text
    assert "made up" in text


def test_command_wants_one_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_workbooks_have_fixed_times_and_are_not_compressed(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "suullinen" / "F1_pikkunuotta.xlsx")
    assert book.properties.created == datetime(2025, 7, 1)  # noqa: DTZ001 - openpyxl drops the zone
    assert book.properties.modified == book.properties.created


# ------------------------------------------------------------------ reading them back


def test_every_csv_has_exactly_one_source_map() -> None:
    sources = load_sources(shipped("config"))
    for name in sorted(list_files(COMMITTED)):
        found = find_source(sources, name, None)
        assert (found is not None) == name.endswith(".csv"), name


def test_row_counts_are_those_of_the_truth_file(truth: dict[str, Any]) -> None:
    assert set(truth["files"]) == list_files(COMMITTED) - {"truth.json"}
    sources = load_sources(shipped("config"))
    for name, expected in truth["files"].items():
        export = read_export(COMMITTED / name, find_source(sources, name, None))
        assert len(export.table) + len(export.refused) == expected["rows"], name


def test_form_rows_that_nobody_can_read_are_those_of_the_truth_file(truth: dict[str, Any]) -> None:
    registry = load_registry(shipped("config/libraries.toml"))
    for name, expected in truth["files"].items():
        if not name.startswith("suullinen/"):
            continue
        sheet = openpyxl.load_workbook(COMMITTED / name).active
        assert sheet is not None
        library = registry.find_library(str(sheet["B2"].value))
        assert library is not None, name
        bad, empty, last = [], 0, HEADER_ROW + expected["rows"] + expected["empty_rows"]
        for number, cells in enumerate(
            sheet.iter_rows(min_row=HEADER_ROW + 1, max_row=last, values_only=True), start=HEADER_ROW + 1
        ):
            if not any(cells):
                empty += 1
                continue
            is_known = (
                cells[1] is None or registry.find_service_point(str(cells[1]), library=library.id) is not None
            )
            if not is_known or not is_possible(cells[0]):
                bad.append(number)
        assert bad == [entry["row"] for entry in expected["quarantined"]], name
        assert empty == expected["empty_rows"], name


def is_possible(cell: object) -> bool:
    if isinstance(cell, datetime):
        return True
    text = str(cell)
    if re.fullmatch(r"vko \d{1,2}/\d{4}", text):
        return True
    day, month, year = (int(part) for part in text.split("."))
    try:
        date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return False
    return True


def test_dirt_is_there(truth: dict[str, Any]) -> None:
    files = [entry for name, entry in truth["files"].items() if name.startswith("suullinen/")]
    assert sum(len(entry["quarantined"]) for entry in files) >= 15
    assert sum(entry["empty_rows"] for entry in files) >= 10
    assert sum(entry["see_above"] for entry in files) >= 5
    read = [read_export(path) for path in sorted((COMMITTED / "suullinen").glob("F1_*.xlsx"))]
    tables = pd.concat([export.table for export in read])
    assert tables["Päivämäärä"].str.startswith("vko").sum() >= 50
    assert tables["Montako samanlaista"].str.contains("|", regex=False).sum() >= 50
    main_library = tables.loc[tables["Kirjasto"].eq("Suvannon kaupunginkirjasto"), "Toimipiste"]
    assert {"Pkirj", "pääkirj.", "Pääkirjasto", "Suvannon pääkirjasto"} <= set(main_library)
    assert not set(UNKNOWN_POINTS).isdisjoint(set(tables["Toimipiste"].dropna()))
    saarijoki = tables.loc[tables["Kirjasto"].eq("Saarijoen kunnankirjasto"), "Päivämäärä"]
    days = pd.to_datetime(saarijoki, errors="coerce").dropna().dt.day
    assert set(days) == {1}


def test_encodings_are_those_of_the_programs() -> None:
    assert (COMMITTED / LIME_CODES).read_bytes().startswith(b"\xef\xbb\xbf")
    for name in (WEBROPOL, "verkko/suvanto_palautejarjestelma.csv", "verkko/kuusivaara_palautelomake.csv"):
        content = (COMMITTED / name).read_bytes()
        content.decode("cp1252")
        with pytest.raises(UnicodeDecodeError):
            content.decode("utf-8")
    others = (COMMITTED / "verkko/suvanto_muut_kanavat.csv").read_text(encoding="utf-8")
    assert re.search("[а-я]{4}", others)


def test_survey_layouts() -> None:
    def read(name: str, encoding: str, delimiter: str) -> list[list[str]]:
        with (COMMITTED / name).open(encoding=encoding, newline="") as stream:
            return list(csv.reader(stream, delimiter=delimiter))

    codes = read(LIME_CODES, "utf-8-sig", ",")
    assert codes[0][:4] == ["id", "submitdate", "lastpage", "startlanguage"]
    assert {"K2[SQ001]", "K3[other]"} <= set(codes[0])
    partial = [row for row in codes[1:] if not row[1]]
    assert partial
    assert all(int(row[2]) < 3 for row in partial)
    texts = read(LIME_TEXTS, "utf-8-sig", ",")
    assert any(re.fullmatch(r"K2\[SQ001\]\. .+ \[Tunnen .+\]", heading) for heading in texts[0])
    webropol = read(WEBROPOL, "cp1252", ";")
    assert webropol[3][0] == "Vastaajan tunniste"
    assert webropol[-1][0] == "Keskiarvo"
    assert re.fullmatch(r"\d,\d\d", webropol[4][-2])
    assert all(not row[-1] or row[-1].endswith("@example.com") for row in webropol[4:])


# ------------------------------------------------------------------ oral and written notes


def test_city_volumes_are_those_of_the_plan(notes: pd.DataFrame) -> None:
    all_city = notes[notes["via"].eq("suullinen") & notes["library"].eq("suvanto")]
    for month in list_months():
        total = all_city.loc[all_city["month"].eq(month) & ~all_city["file"].str.endswith("jalkautuminen")]
        # The last tally of each desk may overshoot.
        assert 0 <= total["similar_count"].sum() - round(expect_notes("suvanto", month)) <= 25, month


def test_quiet_missing_and_campaign_months(notes: pd.DataFrame) -> None:
    counts = notes[notes["via"].eq("suullinen")].groupby(["library", "month"])["similar_count"].sum()
    assert MISSING_MONTH not in counts.index
    assert ("pikkunuotta", "2024-07") not in counts.index
    assert 40 <= counts[CAMPAIGN[:2]] <= 45
    others = counts["pikkunuotta"].drop(CAMPAIGN[1])
    assert others.max() <= 15


@pytest.mark.parametrize(("code", "target"), [*ORAL_THEMES.items(), *ORAL_MIX.items()])
def test_oral_mix_is_near_the_users_figures(
    example: Example, notes: pd.DataFrame, code: str, target: float
) -> None:
    oral = notes[notes["via"].eq("suullinen")]
    assert measure_share(example, oral, code) == pytest.approx(target, abs=3.5)


@pytest.mark.parametrize(("code", "target"), list(WEB_MIX.items()))
def test_written_mix_is_near_the_users_figures(
    example: Example, notes: pd.DataFrame, code: str, target: float
) -> None:
    written = notes[notes["via"].ne("suullinen")]
    assert measure_share(example, written, code) == pytest.approx(target, abs=8.0)


def test_no_text_twice_in_a_library_and_month(notes: pd.DataFrame) -> None:
    assert not notes.duplicated(["library", "month", "text"]).any()


def test_texts_come_back_after_three_months_where_the_supply_allows(notes: pd.DataFrame) -> None:
    number = notes["month"].map({month: i for i, month in enumerate(list_months())})
    used = notes.assign(number=number).sort_values(["library", "text", "number"])
    gaps = used.groupby(["library", "text"])["number"].diff().dropna()
    assert (gaps >= 3).mean() > 0.85


def test_event_texts_stay_in_their_window(notes: pd.DataFrame) -> None:
    shocks = {(shock.event, shock.library): shock for shock in SHOCKS}
    for row in notes[notes["event"].ne("") & ~notes["event"].isin(list(SEASONS))].itertuples():
        shock = shocks[(str(row.event), str(row.library))]
        assert isinstance(row.day, date)
        month_start = row.day.replace(day=1)
        is_written = row.via != "suullinen"
        assert shock.strength(row.day) > 0 or (is_written and shock.strength(month_start.replace(day=18)) > 0)


def test_season_texts_stay_in_season(notes: pd.DataFrame) -> None:
    seasonal = notes[notes["event"].isin(list(SEASONS))]
    assert len(seasonal) > 200
    for event, month in zip(seasonal["event"], seasonal["month"], strict=True):
        assert int(month[5:]) in SEASONS[event]


def test_outage_brings_its_notes_in_two_days(notes: pd.DataFrame) -> None:
    outage = notes[notes["event"].eq("katkos") & notes["via"].eq("suullinen")]
    assert set(outage["day"]) <= set(OUTAGE_DAYS)
    assert 25 <= outage["similar_count"].sum() <= 36


def test_closed_branch_records_nothing(notes: pd.DataFrame) -> None:
    asema = notes[notes["file"].eq("suvanto_asema")]
    assert not asema["month"].isin(["2025-02", "2025-03", "2025-04"]).any()
    assert asema["month"].isin(["2025-01", "2025-05"]).any()


def test_eager_branch_has_five_times_the_recording_days(example: Example) -> None:
    rows = pd.DataFrame(example.activities["suvanto"])
    mean = rows.groupby("service_point")["recording_days_count"].mean()
    assert mean["Myllymäen kirjasto"] > 4 * mean["Rannan kirjasto"]


def test_recording_days_cover_the_days_of_the_notes(example: Example, notes: pd.DataFrame) -> None:
    oral = notes[notes["file"].eq("suvanto_ranta")]
    days = oral.groupby("month")["day"].nunique()
    rows = pd.DataFrame(example.activities["suvanto"])
    ranta = rows[rows["service_point"].eq("Rannan kirjasto")].set_index("month")["recording_days_count"]
    for month, count in days.items():
        assert count <= ranta[f"{int(str(month)[5:])}/{str(month)[:4]}"]


def test_a_text_that_names_a_place_is_used_there(example: Example, notes: pd.DataFrame) -> None:
    texts = example.pool.texts["text"].to_numpy()[notes["text"]]
    named = pd.Series(texts, dtype="str").str.contains("Harjula").to_numpy()
    assert named.any()
    assert set(notes.loc[named, "library"]) == {"suvanto"}


# ------------------------------------------------------------------ survey


@pytest.fixture(scope="module")
def answers(example: Example) -> pd.DataFrame:
    rows = [
        {**a.respondent.scale, "library": a.respondent.library, "wave": a.respondent.wave,
         "type": a.respondent.type_id, "age": a.respondent.age, "gender": a.respondent.gender,
         "texts": len(a.texts),
         "paper": a.is_paper, "day": a.started.date(), "is_complete": a.is_complete}
        for a in example.answers
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_respondents_are_counted(answers: pd.DataFrame) -> None:
    counts = answers.groupby(["library", "wave"]).size()
    assert {lib: (counts[lib, "2024"], counts[lib, "2025"]) for lib in RESPONDENTS} == RESPONDENTS


def test_truth_names_a_type_for_every_survey_row(truth: dict[str, Any]) -> None:
    for name, types in truth["respondents"].items():
        refused = len(truth["files"][name]["quarantined"])
        assert len(types) == truth["files"][name]["rows"] - refused
        assert set(types) <= {t.id for t in TYPES}


def test_answers_have_a_ceiling_and_growing_gaps(answers: pd.DataFrame) -> None:
    items = list(SCALE_ITEMS)
    numbers = answers[items].apply(pd.to_numeric, errors="coerce")
    means = numbers.mean().drop("verkkopalvelut")
    assert means.between(4.25, 4.7).all()
    missing = answers[items].isna().mean()
    assert missing.iloc[:3].mean() < 0.045
    assert missing.iloc[-3:].mean() > 0.06
    assert answers["chat_palvelu"].eq("eos").mean() == pytest.approx(0.25, abs=0.04)


def test_background_is_that_of_library_users(answers: pd.DataFrame) -> None:
    assert answers["gender"].dropna().eq("nainen").mean() == pytest.approx(0.81, abs=0.04)
    assert answers["age"].dropna().eq("65+").mean() == pytest.approx(0.20, abs=0.04)
    assert answers["texts"].gt(0).mean() == pytest.approx(0.40, abs=0.04)
    assert answers["paper"].mean() == pytest.approx(0.08, abs=0.025)
    for _, wave in answers.groupby("wave"):
        first = min(wave["day"])
        assert wave["day"].map(lambda day, start=first: (day - start).days < 7).mean() == pytest.approx(
            0.6, abs=0.08
        )
        assert len(set(wave.loc[wave["paper"], "day"])) == 1


def test_planted_effects_show(answers: pd.DataFrame) -> None:
    kaarna = answers["library"].isin(["jokipudas", "honkasalmi", "lehtovaara", "saarijoki", "pikkunuotta"])

    def change(item: str, mask: pd.Series) -> float:
        values = pd.to_numeric(answers.loc[mask, item], errors="coerce")
        means = values.groupby(answers.loc[mask, "wave"]).mean()
        return float(means["2025"] - means["2024"])

    assert change("nakyva", answers["library"].eq("suvanto")) > 0.15
    assert change("verkkopalvelut", kaarna) < -0.25
    assert abs(change("verkkopalvelut", answers["library"].eq("suvanto"))) < 0.15


def test_type_shares_differ_between_libraries_as_planted() -> None:
    rng = np.random.default_rng(5)
    drawn = pd.Series([draw_respondent("pikkunuotta", "2024", rng).type_id for _ in range(2000)])
    shares = drawn.value_counts(normalize=True)
    for kind, share in zip(TYPES, TYPE_SHARES["pikkunuotta"], strict=True):
        assert shares[kind.id] == pytest.approx(share, abs=0.04)


def test_open_answers_suit_the_question(example: Example) -> None:
    texts = example.pool.texts.set_index("text")
    for answer in example.answers:
        for item, text in answer.texts.items():
            assert texts.loc[text, "via"] == "kysely"
            wanted = {
                "onnistuminen": "positive",
                "parannettavaa": "negative",
                "toive": "wish",
                "vapaa_sana": "open",
            }
            assert texts.loc[text, "question"] == wanted[item]


def test_nonanswers_are_a_fifth_of_the_open_answers(example: Example) -> None:
    nonanswers = set(example.pool.texts.loc[example.pool.texts["nonanswer"], "text"])
    written = [text for answer in example.answers for text in answer.texts.values()]
    assert sum(text in nonanswers for text in written) / len(written) == pytest.approx(0.18, abs=0.04)


def test_every_open_answer_is_drawn_once(example: Example) -> None:
    picker = TextPicker(len(example.pool.texts), np.random.default_rng(3))
    collected = collect_answers(example.pool, picker)
    assert sum(len(answer.texts) for answer in collected) == picker.draws_count > 0


# ------------------------------------------------------------------ picking


@given(weights=st.lists(st.integers(0, 50), min_size=2, max_size=12), seed=st.integers(0, 99))
def test_picker_never_repeats_within_a_month(weights: list[int], seed: int) -> None:
    picker = TextPicker(len(weights), np.random.default_rng(seed))
    picked = [picker.pick(np.array(weights), library="a", month=0) for _ in range(len(weights) + 1)]
    texts = [text for text in picked if text is not None]
    assert len(texts) == len(set(texts)) == sum(weight > 0 for weight in weights)
    assert all(weights[text] > 0 for text in texts)


def test_picker_keeps_three_months_when_there_is_enough() -> None:
    picker = TextPicker(400, np.random.default_rng(1))
    used: dict[int, int] = {}
    for month in range(12):
        for _ in range(40):
            text = picker.pick(np.full(400, 10), library="a", month=month)
            assert text is not None
            assert month - used.get(text, -9) >= 3
            used[text] = month
    assert picker.relaxed_count == 0
