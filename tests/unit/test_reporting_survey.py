"""The survey's pages: honest when few answered, no small count told, refused comparisons named."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from reporting_project import load_survey, make_note, make_project, make_survey, render, write_text

from aspa_analysis.questionnaire import Questionnaire
from aspa_analysis.reporting import (
    Report,
    open_report,
    quality,
    survey_ages,
    survey_change,
    survey_data,
    survey_ends,
    survey_items,
    survey_pages,
)

COUNTS = {("2024", "iso"): 60, ("2025", "iso"): 60, ("2025", "pieni"): 6, ("2025", "siirtyva"): 24}


AGES = ["alle 18", "18-29", "30-44", "45-64", "65+"]


def _reword(questionnaire: Questionnaire) -> Questionnaire:
    """Return last wave's questionnaire: one item worded otherwise, one on the school scale."""
    changes = {
        "arvostus": {"label": {"fi": "Palvelu on ystävällistä."}},
        "neuvonta": {"scale": "school"},
    }
    items = [
        item.model_validate(item.model_dump() | changes.get(item.code, {})) for item in questionnaire.item
    ]
    return questionnaire.model_copy(update={"item": tuple(items)})


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    notes = [
        make_note(n, via="kysely", month="2025-04", wave="2025", respondent_id=f"2025-iso-{n}",
                  text=write_text(n, "vastaus"))
        for n in range(12)
    ]  # fmt: skip
    questionnaires = {"2024": _reword(load_survey()), "2025": load_survey()}
    survey = make_survey(COUNTS)
    return make_project(
        tmp_path_factory.mktemp("survey") / "p", notes=notes, survey=survey, questionnaires=questionnaires
    )


def _open(project: Path, unit: str = "iso", **options: str) -> Report:
    return open_report("30_survey", project=project, unit=unit, period="2025-06", **options)


def test_a_reworded_item_and_another_scale_are_refused_by_name(project: Path) -> None:
    report = _open(project)
    html = render(survey_change.describe_change(report, survey_data.load_waves(report)))
    assert "Minua palvellaan hyväntuulisesti ja arvostaen. – kysymyksen sanamuoto on muuttunut." in html
    assert "Minua neuvotaan niin, että opin tekemään itse. – vastausasteikko on muuttunut." in html
    assert "Tunnen oloni tervetulleeksi kirjastoon.</th>" in html


def test_the_first_wave_has_nothing_to_be_compared_with(project: Path) -> None:
    report = _open(project, "siirtyva")
    html = render(survey_change.describe_change(report, survey_data.load_waves(report)))
    assert html == "<p>Aiempaa kyselyä ei ole, joten muutosta ei voi vielä laskea.</p>"


def test_too_few_respondents_make_an_honest_page(project: Path) -> None:
    report = _open(project, "pieni")
    waves = survey_data.load_waves(report)
    html = render(survey_pages.describe_opening(report, waves))
    assert not survey_data.has_enough(report, waves[-1])
    assert "Vastaajia on 6, ja tulosten näyttämiseen tarvitaan vähintään 20." in html
    assert survey_pages.name_headline(report, waves) == "Vastaajia liian vähän, tuloksia ei näytetä."


def test_a_unit_without_a_survey_says_so(tmp_path: Path) -> None:
    report = _open(make_project(tmp_path / "p", notes=[make_note(1)]))
    html = render(survey_pages.describe_opening(report, survey_data.load_waves(report)))
    assert "ei ole kyselyvastauksia" in html


def test_respondents_rated_the_whole_library(project: Path) -> None:
    report = _open(project)
    html = render(survey_pages.describe_opening(report, survey_data.load_waves(report)))
    assert "Vastaajat arvioivat koko kirjastoa" in html


def test_goals_agree_with_a_plain_calculation(project: Path) -> None:
    report = _open(project)
    wave = survey_data.load_waves(report)[-1]
    goals = survey_pages.estimate_goal_table(report, wave).set_index("goal")
    answers = wave.responses[wave.responses["item"] == "tervetullut"]["value"].astype(float)
    assert goals.loc["O1", "mean"] == pytest.approx(((answers - 1) / 4 * 100).mean())
    assert goals.loc["O1", "share"] == pytest.approx((answers >= 4).mean())
    assert len(goals) == 12
    assert (goals["low"] <= goals["share"]).all()
    assert (goals["share"] <= goals["high"]).all()


@pytest.mark.parametrize("unit", ["iso", "siirtyva"])
def test_no_cell_tells_a_share_of_fewer_than_five(project: Path, unit: str) -> None:
    report = _open(project, unit)
    wave = survey_data.load_waves(report)[-1]
    html = render(
        [*survey_pages.describe_options(report, wave), *survey_pages.describe_missing(report, wave)]
    )
    size = wave.respondents_count
    shares = [int(s) for s in re.findall(r'class="number">(\d+)\u00a0%</td>', html)]
    assert shares
    small = [s for s in shares if s < 100 * 4.5 / size or s > 100 - 100 * 4.5 / size]
    assert small == []


def test_steps_are_merged_until_none_is_small(project: Path) -> None:
    report = _open(project, "siirtyva")
    wave = survey_data.load_waves(report)[-1]
    html = render(survey_items.describe_items(report, wave))
    assert "täysin eri mieltä" not in html, "nobody answered 1: the step would tell it of all"
    analyst = _open(project, "siirtyva", audience="analyst")
    assert "täysin eri mieltä 0" in render(
        survey_items.describe_items(analyst, survey_data.load_waves(analyst)[-1])
    )


def test_age_groups_are_merged_before_they_are_hidden(project: Path) -> None:
    report = _open(project, "siirtyva")
    html = render(survey_pages.describe_background(report, survey_data.load_waves(report)[-1]))
    assert not re.search(r'class="number">[1-4]</td>', html)
    assert survey_pages.name_groups({"a": "A", "b": "B", "c": "C"}, {"a": 0, "b": 0, "c": 1}) == {
        0: "A … B",
        1: "C",
    }


def _list_people(counts: dict[str, tuple[str, list[int]]]) -> pd.DataFrame:
    """List people by library: its consortium, and how many of each age."""
    return pd.DataFrame(
        [
            {"library": library, "consortium": consortium, "region": "alue", "age_group": code}
            for library, (consortium, numbers) in counts.items()
            for code, number in zip(AGES, numbers, strict=True)
            for _ in range(number)
        ]
    )


def test_no_unit_less_another_tells_a_small_age_group() -> None:
    """Virta's 18 under 18, less Suvanto's 14, were 4 in the two others: none of them may tell it."""
    people = _list_people(
        {"iso": ("e", [14, 33, 88, 86, 57]), "b": ("e", [2, 10, 28, 24, 13]), "c": ("e", [2, 4, 4, 6, 5])}
    )
    counts = survey_ages.count_differences(people, ["c", "b", "iso", "e", "alue"], AGES)
    groups = next(g for g in survey_ages.list_groupings(AGES) if not survey_ages.find_telling(counts, g, 5))
    names = people["age_group"].map(groups)
    for apart in (["iso"], ["b"], ["c"], ["iso", "b"], ["iso", "c"], ["b", "c"], []):
        left = names[~people["library"].isin(apart)].value_counts()
        assert ((left == 0) | (left >= 5)).all()
    unit_only = survey_ages.count_differences(people, ["e"], AGES)
    finest = {code: n for n, code in enumerate(AGES)}
    assert survey_ages.find_telling(unit_only, finest, 5) == []
    assert survey_ages.find_telling(counts, finest, 5) == ["b", "c"]


def test_all_units_show_the_same_age_groups(tmp_path: Path) -> None:
    survey = make_survey({("2025", "iso"): 60, ("2025", "siirtyva"): 24})
    people = survey["respondents"]
    is_few = people["library"].eq("siirtyva") & people["age_group"].eq("18-29")
    changed = people["age_group"].mask(is_few & (is_few.cumsum() > 2), "30-44")
    survey["respondents"] = people.assign(age_group=changed)
    project = make_project(tmp_path / "p", notes=[make_note(1)], survey=survey)
    chosen = [survey_ages.choose_age_groups(_open(project, u), "2025", AGES) for u in ("iso", "alue")]
    assert chosen[0] == chosen[1] == survey_ages.choose_age_groups(_open(project, "siirtyva"), "2025", AGES)
    assert chosen[0] is not None
    assert len(set(chosen[0].values())) < len(AGES)


def test_a_unit_whose_rest_is_a_few_people_shows_no_ages(project: Path) -> None:
    """Etelä less Iso are the six of Pieni: Etelä's ages would tell theirs."""
    chosen = {u: survey_ages.choose_age_groups(_open(project, u), "2025", AGES) for u in ("iso", "etela")}
    assert chosen["iso"] is not None
    assert chosen["etela"] is None
    report = _open(project, "etela")
    html = render(survey_pages.describe_background(report, survey_data.load_waves(report)[-1]))
    assert "<table" not in html


@pytest.fixture(scope="module")
def small_staff(tmp_path_factory: pytest.TempPathFactory) -> Path:
    survey = make_survey({("2024", "pieni"): 40, ("2025", "pieni"): 40, ("2025", "iso"): 60})
    return make_project(tmp_path_factory.mktemp("staff") / "p", notes=[make_note(1)], survey=survey)


def test_ratings_of_a_small_staff_are_told_with_others(small_staff: Path) -> None:
    report, wide = _open(small_staff, "pieni"), _open(small_staff, "etela")
    waves = survey_data.load_waves(report)
    html = render(survey_pages.describe_goals(report, waves[-1]))
    shared = render(survey_pages.describe_goals(wide, survey_data.load_waves(wide)[-1]))
    assert "alle 5 työntekijää" in html
    assert "kysely 2025: Etelä-kirjastot" in html
    assert html.split("<tbody>")[1] == shared.split("<tbody>")[1]
    items = render(survey_items.describe_items(report, waves[-1]))
    change = render(survey_change.describe_change(report, waves))
    for text in (items, change):
        assert "hyväntuulisesti" not in text
        assert "tasavertaisesti" not in text
    assert "Verkkokirjasto ja e-palvelut" in change
    assert "Parhaa" not in survey_pages.name_headline(report, waves)


def test_an_unknown_number_of_staff_is_asked_for(small_staff: Path) -> None:
    report = _open(small_staff, "pieni")
    registry = report.registry.model_copy(
        update={"library": tuple(m.model_copy(update={"staff_count": 0}) for m in report.registry.library)}
    )
    report = replace(report, registry=registry)
    html = render(survey_pages.describe_goals(report, survey_data.load_waves(report)[-1]))
    assert "libraries.toml" in html
    assert "kysely 2025</caption>" in html


def test_a_survey_without_goals_makes_a_page(project: Path) -> None:
    report = _open(project)
    wave = survey_data.load_waves(report)[-1]
    bare = replace(wave, scores=wave.scores.iloc[:0])
    assert survey_pages.describe_goals(report, bare) == []
    assert survey_pages.name_headline(report, [bare]).endswith("vastaajaa.")


def test_the_ends_are_named_only_beyond_chance(project: Path) -> None:
    report = _open(project)
    wave = survey_data.load_waves(report)[-1]
    goals = survey_pages.estimate_goal_table(report, wave)
    merged = survey_ends.merge_same_goals(report, wave, goals)
    assert "Näkyvä ja läsnäoleva" in set(merged["label"])
    assert len(merged) == len(goals) - 1
    flat = replace(wave, scores=wave.scores.assign(score=80.0))
    even = survey_ends.merge_same_goals(report, flat, survey_pages.estimate_goal_table(report, flat))
    assert survey_ends.find_end(flat, even, is_best=True).empty
    high = wave.scores["score"].where(wave.scores["goal"].ne("O3"), 100.0)
    high = high.where(wave.scores["goal"].ne("G6"), 10.0)
    clear = replace(wave, scores=wave.scores.assign(score=high))
    ends = survey_ends.tell_ends(report, clear, survey_pages.estimate_goal_table(report, clear))
    assert "ammattitaitoisesti" in ends[0]
    assert "Pedagogisesti" in ends[1]


def test_respondents_speak_in_their_own_words(project: Path) -> None:
    report = _open(project)
    html = render(survey_pages.describe_words(report, survey_data.load_waves(report)[-1]))
    assert html.count("<blockquote") == 3


def test_quality_tells_the_waves_and_the_exact_balance(project: Path) -> None:
    report = _open(project)
    files = quality.tabulate_files(report)
    html = render(quality.describe_intake(report, files))
    assert "12: mukaan otettiin 12 ja syrjään jäi 0. Luvut täsmäävät." in html
    html = render(quality.describe_survey(report))
    assert ">2024</th>" in html
    assert '<td class="number">60</td>' in html


def test_a_balance_that_fails_is_told(project: Path) -> None:
    report = _open(project)
    files = quality.tabulate_files(report).assign(kept_count=11)
    assert "luvut eivät täsmää" in render(quality.describe_intake(report, files))
