"""Three things worth knowing: real news leads, one voice and a petition do not, thanks come first."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from reporting_project import MONTHS, list_history, make_note, make_project, render, write_text

from aspa_analysis.reporting import Report, digest, open_report, three_things
from aspa_analysis.reporting.voices import mark_voices

BASE = 40


def _open(
    tmp_path: Path, notes: list[dict[str, object]], *, period: str = "2025-06", **options: str
) -> Report:
    project = make_project(tmp_path / "p", notes=notes)
    return open_report("20_digest", project=project, unit="iso", period=period, **options)


def _find(report: Report) -> tuple[pd.DataFrame, tuple[three_things.Finding, ...], pd.DataFrame]:
    running = digest.load_running_notes(report)
    unusual = three_things.compare_with_usual(report, running)
    notes = digest.select_period(report, running)
    return unusual, three_things.choose_findings(report, notes, unusual), notes


def _list_spike(size: int) -> list[dict[str, object]]:
    return [
        make_note(n, theme="maksut", kind="moite", tone=-1, text=write_text(n, "maksu")) for n in range(size)
    ]


def test_many_voices_on_one_theme_are_news(tmp_path: Path) -> None:
    report = _open(tmp_path, [*list_history(per_month=BASE), *_list_spike(14)])
    unusual, findings, notes = _find(report)
    assert [theme for theme, row in unusual.iterrows() if row["is_unusual"]] == ["maksut"]
    alarm = next(f for f in findings if f.kind == "more")
    assert (alarm.theme, alarm.count) == ("maksut", 14)
    text = three_things.name_finding(report, alarm)
    assert (
        text
        == f"Maksuista tuli tavallista enemmän palautetta: 14, yleensä {alarm.low}–{alarm.high} kuukaudessa."
    )
    html = render(three_things.describe_findings(report, notes, findings, set()))
    assert html.count("Mistä tämä näkyy?") == html.count("Mitä voisimme tehdä?") == len(findings) == 3


def test_a_petition_does_not_lead(tmp_path: Path) -> None:
    copies = [
        make_note(
            n,
            theme="maksut",
            kind="moite",
            tone=-1,
            text=f"Perukaa heti kaikki uudet maksut lapsilta ja nuorilta {n}",
        )
        for n in range(300)
    ]
    report = _open(tmp_path, [*list_history(per_month=BASE), *copies])
    unusual, findings, notes = _find(report)
    assert not unusual["is_unusual"].any()
    assert all(finding.theme != "maksut" for finding in findings)
    assert notes.loc[notes["theme_maksut"], "voice"].nunique() == 1


def test_one_tally_does_not_lead_but_counts(tmp_path: Path) -> None:
    report = _open(
        tmp_path,
        [*list_history(per_month=BASE), make_note(1, theme="maksut", kind="moite", tone=-1, tally=40)],
    )
    unusual, findings, notes = _find(report)
    assert not unusual.loc["maksut", "is_unusual"]
    assert all(finding.theme != "maksut" for finding in findings)
    assert three_things.count_themes(notes, ("maksut",))["maksut"] == 40


def test_thanks_come_first_and_a_quiet_month_says_so(tmp_path: Path) -> None:
    report = _open(tmp_path, list_history(per_month=BASE))
    unusual, findings, _notes = _find(report)
    assert findings[0].kind == "kiitos"
    html = render(digest.describe_quiet(report, unusual, findings))
    about = report.wording.about(findings[0].theme, "")
    assert html == f"<p>Tässä kuussa mikään ei poikennut tavallisesta. Eniten kiitettiin {about}.</p>"


def test_a_missing_month_is_no_quiet_month(tmp_path: Path) -> None:
    without = [month for month in MONTHS if month != "2025-03"]
    report = _open(tmp_path, list_history(per_month=BASE, months=without))
    earlier = three_things.list_earlier_periods(digest.load_running_notes(report), report.period)
    assert "2025-03" not in {period.id for period in earlier}
    assert len(earlier) == len(MONTHS) - 2


def test_five_times_the_recording_days_raise_no_alarm(tmp_path: Path) -> None:
    # Story: one branch has five times the recording days of before.
    extra = [n | {"number": int(str(n["number"])) + 10**7, "text": write_text(int(str(n["number"])) + 1, "uusi")}
             for _ in range(1) for n in list_history(per_month=BASE * 4, months=["2025-06"])]  # fmt: skip
    notes = [*list_history(per_month=BASE), *extra]
    days = {("iso", month): 20 if month == "2025-06" else 4 for month in MONTHS}
    project = make_project(tmp_path / "p", notes=notes, days=days)
    report = open_report("20_digest", project=project, unit="iso", period="2025-06")
    running = digest.load_running_notes(report)
    found = three_things.compare_with_usual(report, running, days=digest.load_recording_days(report))
    assert len(found) == 18
    assert not found["is_unusual"].any()


def test_the_public_hears_of_no_theme_with_fewer_than_five_notes(tmp_path: Path) -> None:
    few = [make_note(n, theme="maksut", kind="kiitos", text=write_text(n, "hyvä")) for n in range(4)]
    assert _find(_open(tmp_path, few, audience="public"))[1] == ()
    assert _find(_open(tmp_path, few))[1][0].theme == "maksut"


@pytest.mark.parametrize(
    ("texts", "voices"),
    [
        (["Kiitos hyvästä palvelusta"] * 5, 5),
        (["Palauttakaa meidän lähikirjaston lauantain aukiolo heti"] * 3, 1),
        (["Palauttakaa meidän lähikirjaston lauantain aukiolo heti", "palauttakaa meidän lähikirjaston lauantain aukiolo heti!!"], 1),
        (["Lasten satutunti oli ihana elämys meille", "Automaatti ei lukenut korttia eilen illalla taas"], 2),
    ],
)  # fmt: skip
def test_long_copies_are_one_voice_and_short_thanks_are_many(texts: list[str], voices: int) -> None:
    assert mark_voices(pd.DataFrame({"text": texts})).nunique() == voices
