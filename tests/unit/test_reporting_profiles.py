"""The profile pages: the verdict in the agreed words, shares with ranges, the E table's four columns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from reporting_project import make_note, make_project, make_survey, render, write_text

from aspa_analysis.reporting import (
    open_report,
    profile_data,
    profile_features,
    profile_names,
    profile_pages,
    survey_data,
    survey_pages,
    worksheet,
    worksheet_words,
)

# Options of the survey that a note of each theme shows.
OPTIONS = {
    "aineisto": "tarpeet.tarinat",
    "tilat": "kanavat.tilat",
    "verkkokirjasto": "kanavat.verkkokirjasto",
}
THEMES = list(OPTIONS)
COUNTS = {("2025", "iso"): 80, ("2025", "siirtyva"): 40, ("2025", "pieni"): 8}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    notes = [
        make_note(1000 * len(lib) + n, library=lib, via="kysely", month="2025-04", wave="2025",
                  respondent_id=f"2025-{lib}-{n}", theme=THEMES[n // 2 % 3],
                  text=write_text(1000 * len(lib) + n, f"{lib.upper()} {THEMES[n // 2 % 3]}"))
        for lib, size in (("iso", 80), ("siirtyva", 40), ("pieni", 8))
        for n in range(size)
    ]  # fmt: skip
    return make_project(tmp_path_factory.mktemp("profiles") / "p", notes=notes, survey=make_survey(COUNTS))


def _load(
    project: Path, unit: str = "iso", verdict: str = "profiles", **options: str
) -> profile_data.ProfileData:
    report = open_report("40_profiles", project=project, unit=unit, period="2025-06", **options)
    data = profile_data.load_profiles(report)
    assert data is not None
    data.model.verdict_ = verdict
    return data


def test_names_come_from_what_distinguishes_and_differ(project: Path) -> None:
    names = profile_names.suggest_names(_load(project))
    assert len(set(names.values())) == 2
    marks = {"verkkokäyttäjä", "Omatoiminen", "omatoimiasiakas", "tiedonhakija", "Tiedonhakuinen"}
    online = [name for name in names.values() if marks & set(name.split())]
    assert len(online) == 1, names


@pytest.mark.parametrize("language", ["sv", "en"])
def test_names_are_suggested_in_each_language(project: Path, language: str) -> None:
    names = profile_names.suggest_names(_load(project, language=language))
    assert len(set(names.values())) == 2


@pytest.mark.parametrize("verdict", ["none", "gradient"])
def test_without_profiles_the_page_says_so_and_gives_a_blank_sheet(project: Path, verdict: str) -> None:
    data = _load(project, verdict=verdict)
    html = render(profile_pages.describe_verdict(data.report, data))
    assert data.report.say(f"profiles.verdict_{verdict}", count=0) in html
    assert not profile_pages.has_profiles(data)
    sheet = BeautifulSoup(render(worksheet.describe_worksheet(data.report, data)), "html.parser")
    assert len(sheet.select("tbody tr")) == 1 + worksheet.BLANK_ROWS_COUNT
    feelings = render(profile_pages.describe_feelings(data.report, data))
    assert "Profiili" not in feelings


def test_without_a_model_the_page_says_so(tmp_path: Path) -> None:
    project = make_project(tmp_path / "p", notes=[make_note(1)])
    report = open_report("40_profiles", project=project, unit="iso", period="2025-06")
    assert profile_data.load_profiles(report) is None
    assert "Profiileja ei ole laskettu" in render(profile_pages.describe_verdict(report, None))
    assert render(worksheet.describe_worksheet(report, None)).count("<tr>") == 2 + worksheet.BLANK_ROWS_COUNT


def test_shares_lie_in_their_ranges_and_sum_to_one(project: Path) -> None:
    data = _load(project)
    shares = profile_data.estimate_unit_shares(data)
    assert shares["share"].sum() == pytest.approx(1)
    assert shares["reference"].sum() == pytest.approx(1)
    assert shares["share"].between(shares["low"], shares["high"]).all()
    html = render(profile_pages.describe_shares(data.report, data))
    assert "arviolta" in html
    assert "koko alueella" in html


def test_shares_by_profile_agree_with_a_plain_calculation(project: Path) -> None:
    data = _load(project)
    found = profile_data.estimate_options(data, "kanavat").set_index(["profile", "option"])
    responses = data.region.load("responses")
    chat = responses[responses["item"] == "kanavat.chat"].set_index("respondent_id")["value"].astype(float)
    weights = data.posteriors[1]
    expected = (weights * chat.loc[weights.index]).sum() / weights.sum()
    assert found.loc[(1, "chat"), "share"] == pytest.approx(expected)


def test_few_respondents_show_the_region_only(project: Path) -> None:
    data = _load(project, "pieni")
    html = render(profile_pages.describe_shares(data.report, data))
    assert "liian vähän" in html
    assert "Täällä" not in html
    assert "PIENI" not in render(worksheet.describe_worksheet(data.report, data))


def test_the_worksheet_has_four_columns_and_the_last_is_for_the_staff(project: Path) -> None:
    data = _load(project)
    sheet = BeautifulSoup(render(worksheet.describe_worksheet(data.report, data)), "html.parser")
    headings = [th.text for th in sheet.select("thead th")]
    assert headings == [
        "Asiakasprofiili",
        "Tavat käyttää palvelua",
        "Palvelun tarjoamisen kanavat",
        "Toteutumisen varmistaminen",
    ]
    rows = sheet.select("tbody tr")
    assert len(rows) == 3
    for row in rows[1:]:
        cells = row.select("td")
        assert row.th is not None
        assert row.th["scope"] == "row"
        assert "alueen vastaajista" in row.th.text
        assert "arviolta" in cells[0].text
        assert "arviolta" in cells[1].text
        assert "seuraavassa kyselyssä (nyt" in cells[2].text or "Ehdotus" not in cells[2].text
        assert "Mitä sovimme: ………" in cells[2].text
    assert "&lt;" not in str(sheet)


def _quote_all(data: profile_data.ProfileData) -> dict[int, list[str]]:
    return {n: [q.text for q in worksheet_words.pick_words(data, n, set())] for n in data.numbers}


def test_the_worksheet_quotes_the_region_and_never_the_survey_pages_texts(project: Path) -> None:
    found = {unit: _quote_all(_load(project, unit)) for unit in ("iso", "siirtyva", "alue")}
    assert found["iso"] == found["siirtyva"] == found["alue"], "words must not depend on the unit"
    texts = [text for own in found["alue"].values() for text in own]
    assert texts
    assert not any(survey_data.is_survey_text(text) for text in texts)
    report = open_report("30_survey", project=project, unit="iso", period="2025-06")
    page = render(survey_pages.describe_words(report, survey_data.load_waves(report)[-1]))
    assert "<blockquote" in page
    assert not any(text in page for text in texts)


def test_words_speak_of_what_marks_the_profile_or_are_left_out(project: Path) -> None:
    data = _load(project)
    quoted = _quote_all(data)
    for number, texts in quoted.items():
        marks = profile_features.list_marks(data, number)
        shown = set(marks.loc[marks["effect"] > 0, "item"])
        assert all(OPTIONS[text.split()[1]] in shown for text in texts)


@pytest.mark.parametrize("change", [{"kind": "moite"}, {"theme": "laitteet"}, {"tone": -1}])
def test_criticism_and_other_matters_are_not_tied_to_a_profile(
    tmp_path: Path, change: dict[str, object]
) -> None:
    notes = [
        make_note(n, via="kysely", month="2025-04", wave="2025", respondent_id=f"2025-iso-{n}", **change)
        for n in range(60)
    ]
    project = make_project(tmp_path / "p", notes=notes, survey=make_survey({("2025", "iso"): 60}))
    assert not any(_quote_all(_load(project)).values())


def test_marks_agree_with_the_tables_of_the_same_wave(project: Path) -> None:
    data = _load(project)
    shares = profile_data.estimate_options(data, "kanavat").set_index(["profile", "option"])["share"]
    marks = data.features[data.features["item"].eq("kanavat.chat")].set_index("profile")["value"]
    for number in data.numbers:
        assert marks[number] == pytest.approx(shares[(number, "chat")])
    html = render(profile_pages.describe_marks(data.report, data))
    assert "koko alueen vastaajat, kysely 2025" in html


def test_no_cell_of_profiles_by_channels_tells_a_small_count(project: Path) -> None:
    data = _load(project)
    shares = profile_pages.publish_options(data, "kanavat")
    counts = shares["share"] * shares["n_effective"]
    is_small = (counts.round() < 5) | ((shares["n_effective"] - counts).round() < 5)
    assert is_small.any()
    assert set(shares.loc[is_small, "told"]) <= {"vain harva", "lähes kaikki"}


def test_those_not_heard_are_named(project: Path) -> None:
    data = _load(project)
    html = render(profile_pages.describe_unheard(data.report, data))
    assert "Alle 18" in html
    assert "eivät kerro niistä, jotka eivät käy" in html


def test_certainty_is_told_in_words(project: Path) -> None:
    data = _load(project)
    data = replace(data, model=replace(data.model, stability_=data.model.stability_ * 0 + 0.5))
    html = render(profile_pages.describe_certainty(data.report, data))
    assert html.count("suuntaa antava") >= 2
    assert "0,50" not in html.split("</table>")[0]
    assert "0,50" in html
