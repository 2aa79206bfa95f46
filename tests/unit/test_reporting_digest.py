"""The digest: useful for the smallest library, safe for its only employee, true to its own unit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reporting_project import MONTHS, list_history, make_note, make_project, render, write_text

from aspa_analysis.errors import SettingsError, TableError
from aspa_analysis.reporting import (
    Report,
    digest,
    digest_change,
    digest_points,
    open_report,
    themes,
    three_things,
)
from aspa_analysis.reporting.quotes import hide_conduct, pick_quotes

KINDS = ("kiitos", "toive", "moite", "kysymys")


def _make_page(report: Report) -> str:
    running = digest.load_running_notes(report)
    shown, reason = digest.lengthen_period(report, running)
    notes, used = digest.select_period(shown, running), set[str]()
    unusual = three_things.compare_with_usual(shown, running)
    findings = three_things.choose_findings(shown, notes, unusual)
    blocks = [
        *digest.describe_opening(shown, notes, reason),
        *three_things.describe_findings(shown, notes, findings, used),
        *(b for kind in KINDS for b in digest.describe_kind(shown, notes, kind, used)),
        *themes.describe_themes(shown, notes),
        *digest_change.describe_change(shown, running, unusual, digest_change.load_recording_days(shown)),
        *digest.list_questions(shown, notes, findings),
    ]  # fmt: skip
    return render(list(blocks))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    conduct = [
        make_note(900 + n, library="pieni", month="2025-05", theme="palvelu", kind="moite", tone=-1,
                  text=f"TISKILLÄ {write_text(n, 'tyly')}")
        for n in range(3)
    ]  # fmt: skip
    notes = [
        *list_history(library="iso", per_month=25),
        *list_history(library="pieni", per_month=4, months=MONTHS[:-1]),
        *list_history(library="siirtyva", per_month=10),
        *conduct,
    ]
    return make_project(tmp_path_factory.mktemp("digest") / "p", notes=notes)


def _open(project: Path, unit: str, period: str = "2025-06", **options: str) -> Report:
    return open_report("20_digest", project=project, unit=unit, period=period, **options)


def test_too_few_notes_lengthen_the_period_and_say_why(project: Path) -> None:
    html = _make_page(_open(project, "pieni", "2025-06"))
    assert "Palautteita on kuukausikoosteeseen liian vähän (0, tarvitaan vähintään 20)." in html
    assert "Kirjaaminen kannattaa: jokainen palaute on mukana." in html


def test_the_smallest_library_gets_useful_statements_and_no_grid(project: Path) -> None:
    html = _make_page(_open(project, "pieni", "12kk-2025-06"))
    assert len(re.findall(r"<h3>Eniten", html)) >= 3
    assert html.count("<blockquote") >= 6
    # Of service only the thanks are told; nothing else is hidden.
    assert html.count("ei näytetä</td>") == 3
    assert "alle 5</td>" not in html


def test_the_only_employee_finds_no_criticism_traceable_to_them(project: Path) -> None:
    for unit in ("pieni", "etela", "alue"):
        report = _open(project, unit, "12kk-2025-06")
        assert "TISKILLÄ" not in _make_page(report)
        notes = digest.load_running_notes(report)
        own = notes[notes["library"] == "pieni"]
        assert not (own["theme_palvelu"] & (own["kind_moite"] | own["tone"].lt(0))).any()
        assert own["theme_palvelu"].any(), "thanks for the service are kept"


def test_no_difference_of_two_units_tells_the_criticism(project: Path) -> None:
    def count(unit: str) -> int:
        notes = digest.load_running_notes(_open(project, unit, "12kk-2025-06"))
        chosen = notes[notes["month"].isin(MONTHS[-12:])]
        return int((chosen["theme_palvelu"] & chosen["kind_moite"]).sum())

    assert count("alue") - count("iso") - count("siirtyva") == count("pieni") == 0


def test_the_note_on_small_staffs_stands_whether_there_is_criticism_or_not(
    tmp_path: Path, project: Path
) -> None:
    calm = make_project(tmp_path / "calm", notes=list_history(library="pieni", per_month=4))
    for folder in (calm, project):
        assert "alle 5 työntekijää" in _make_page(_open(folder, "pieni", "2025"))


def test_the_analyst_sees_everything(project: Path) -> None:
    report = _open(project, "pieni", "12kk-2025-06", audience="analyst")
    assert digest.load_running_notes(report)["is_conduct"].sum() == 0


def test_a_report_holds_no_text_of_another_unit(project: Path) -> None:
    texts = {unit: set(_open(project, unit).all_notes()["text"]) for unit in ("iso", "pieni", "siirtyva")}
    for unit in texts:
        page = _make_page(_open(project, unit, "12kk-2025-06"))
        foreign = set().union(*(own for other, own in texts.items() if other != unit))
        assert len(foreign) > 100
        assert not [text for text in foreign if text in page]


def test_a_library_counts_to_the_consortium_it_belonged_to_then(project: Path) -> None:
    south, north = (_open(project, unit).all_notes() for unit in ("etela", "pohja"))
    assert south.loc[south["library"] == "siirtyva", "month"].max() == "2024-12"
    assert north["month"].min() == "2025-01"
    assert set(north["library"]) == {"siirtyva"}


def test_non_answers_are_never_quoted_and_no_text_twice(tmp_path: Path) -> None:
    notes = [
        make_note(1, text="ei mitään sanottavaa tähän kohtaan nyt", is_nonanswer=True),
        make_note(2, text="Kiitos ihanasta satuhetkestä lapsille", tally=3),
        make_note(3, text="kiitos  ihanasta satuhetkestä LAPSILLE"),
    ]
    report = _open(make_project(tmp_path / "p", notes=notes), "iso")
    used: set[str] = set()
    loaded = digest.load_running_notes(report)
    quotes = pick_quotes(report, loaded, max_count=5, used=used)
    assert len(quotes) == 1
    assert "satuhetkestä" in quotes[0].text.casefold()
    assert pick_quotes(report, loaded, max_count=5, used=used) == []


def test_a_tally_is_told_under_the_quote(tmp_path: Path) -> None:
    project = make_project(
        tmp_path / "p", notes=[make_note(2, text="Kiitos ihanasta satuhetkestä lapsille", tally=3)]
    )
    report = _open(project, "iso")
    assert (
        pick_quotes(report, digest.load_running_notes(report), max_count=1, used=set())[0].source
        == "sama asia 3 kertaa"
    )


def test_criticism_at_a_small_desk_counts_but_is_not_quoted(tmp_path: Path) -> None:
    note = make_note(1, theme="palvelu", kind="moite", tone=-1, point="iso-kyla")
    report = _open(make_project(tmp_path / "p", notes=[note]), "iso")
    marked = hide_conduct(report, report.all_notes().assign(voice=0))
    assert marked["theme_palvelu"].all()
    assert not marked["is_quotable"].any()


def test_points_with_few_staff_stand_together(tmp_path: Path) -> None:
    notes = [
        make_note(n, point=point)
        for n, point in enumerate(["iso-paa"] * 9 + ["iso-kyla"] * 2 + ["iso-ranta"] * 6)
    ]
    report = _open(make_project(tmp_path / "p", notes=notes), "iso")
    html = render(digest_points.tabulate_points(report, digest.load_running_notes(report)))
    assert "Kylän" not in html
    # One point of two people would stand alone under another name.
    assert "Rannan" not in html
    assert re.search(r"Muut toimipisteet</th><td class=\"number\">8<", html)
    assert html.index("Pääkirjasto") < html.index("Muut toimipisteet")


def test_two_points_with_one_small_are_not_shown_at_all(tmp_path: Path) -> None:
    notes = [make_note(n, point=point) for n, point in enumerate(["iso-paa"] * 9 + ["iso-kyla"] * 2)]
    report = _open(make_project(tmp_path / "p", notes=notes), "iso")
    assert digest_points.tabulate_points(report, digest.load_running_notes(report)) == []


def test_without_feedback_the_page_says_how_to_get_some(tmp_path: Path) -> None:
    report = _open(make_project(tmp_path / "p", notes=[make_note(1, library="iso")]), "pieni")
    running = digest.load_running_notes(report)
    assert "ensimmäinen palaute" in render(digest.describe_opening(report, running, ""))
    assert _make_page(report)


def test_the_public_sees_no_small_number(project: Path) -> None:
    report = _open(project, "pieni", "12kk-2025-06", audience="public")
    html = _make_page(report)
    cells = re.findall(r'<td class="number">([^<]*)</td>', html)
    assert cells
    assert not [cell for cell in cells if cell in {"1", "2", "3", "4"}]


@pytest.mark.parametrize(
    ("options", "match"),
    [({"language": "ru"}, "language"), ({"audience": "all"}, "audience"), ({"unit": "olematon"}, "olematon")],
)
def test_what_is_not_known_is_refused(project: Path, options: dict[str, str], match: str) -> None:
    with pytest.raises(SettingsError, match=match):
        open_report("20_digest", **{"project": project, "unit": "iso", "period": "2025-06", **options})  # type: ignore[arg-type]


def test_survey_answers_stay_out_of_the_digest(tmp_path: Path) -> None:
    notes = [make_note(1), make_note(2, via="kysely")]
    report = _open(make_project(tmp_path / "p", notes=notes), "iso")
    assert len(digest.load_running_notes(report)) == 1
    only = _open(make_project(tmp_path / "q", notes=[make_note(2, via="kysely")]), "iso")
    assert len(digest.load_running_notes(only)) == 1


def test_a_table_that_no_run_made_names_itself(project: Path) -> None:
    with pytest.raises(TableError, match="no canonical table"):
        _open(project, "iso").load("nothing")
