"""Nothing that the run writes or prints holds a planted identifier."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from aspa_analysis.cli import main
from aspa_analysis.forms import F1, write_form
from aspa_analysis.registry import load_registry
from aspa_analysis.runs import init_project

# All artificial: hetu numbers 900–999, reserved phone numbers and domains, invented people.
PLANTED = (
    "010190-999X",
    "131052-952T",
    "050 555 0123",
    "0505550123",
    "marjatta.niskala@example.com",
    "Marjatta Niskala",
    "Marjatta Niskalalle",
    "Niskala",
    "Koivukuja 7 B 12",
    "24001234567890",
)
TEXTS = [
    "Soittakaa 050 555 0123, terveisin Marjatta Niskala",
    "Hetuni on 010190-999X ja kortti 24001234567890, miksi ei toimi?",
    "Lähettäkää kirje: Koivukuja 7 B 12, 00000 Esimerkki. Kiitos!",
    "Vastatkaa marjatta.niskala@example.com tai 0505550123",
    "Virkailija sanoi Marjatta Niskalalle että kortti 131052-952T ei käy",
] + [f"Kiitos hyvästä palvelusta, käynti numero {n} oli mukava" for n in range(30)]

SURVEY = """\
id;submitdate;nimi;sahkoposti;arvosana;sana
1;2025-05-01 10:00:00;Marjatta Niskala;marjatta.niskala@example.com;5;Kiitos, t. Marjatta Niskala 0505550123
2;2025-05-02 10:00:00;Marjatta Niskala;x@example.com;Marjatta Niskala 010190-999X;hyvä
3;2025-05-03 10:00:00;;;4;Marjatta Niskala 010190-999X;liikaa;soluja 131052-952T
"""
SOURCE = """\
table = "survey"
wave = "2025"
[match]
files = ["kysely.csv"]
[columns]
respondent_id = "id"
submitted = "submitdate"
[constants]
library = "kirjasto"
[items]
arvosana = "arvosana"
sana = "sana"
[questionnaire]
id = "pieni"
name = { fi = "Pieni kysely" }
[[questionnaire.item]]
code = "arvosana"
role = "scale"
scale = "likert5"
label = { fi = "Arvosana" }
[[questionnaire.item]]
code = "sana"
role = "open"
question_type = "open"
label = { fi = "Vapaa sana" }
"""


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    project = tmp_path_factory.mktemp("leaky")
    init_project(project)
    library = load_registry(project / "config" / "libraries.toml").find_library("kirjasto")
    assert library is not None
    rows = [{"date": date(2025, 5, 1 + n % 28), "text": text} for n, text in enumerate(TEXTS)]
    rows.append({"date": "Marjatta Niskala 010190-999X", "text": "päivä on rikki"})
    rows.append(
        {"date": date(2025, 5, 2), "service_point": "Marjatta Niskalan luona 050 555 0123", "text": "paikka"}
    )
    rows.append({"date": date(2025, 5, 2), "text": "määrä", "similar_count": "131052-952T"})
    write_form(project / "data" / "raw" / "f1.xlsx", F1, library, rows)
    (project / "data" / "raw" / "kysely.csv").write_text(SURVEY, encoding="utf-8")
    (project / "config" / "sources" / "kysely.toml").write_text(SOURCE, encoding="utf-8")
    (project / "data" / "raw" / "tuntematon.csv").write_text(
        "Nimi;Marjatta Niskala\n010190-999X;050 555 0123\n", encoding="utf-8"
    )
    done = CliRunner().invoke(main, ["run", "--project", str(project)])
    assert (project / "reports" / "index.html").exists(), done.output
    return project, done.output


def read_everything(project: Path) -> dict[str, str]:
    written = {}
    for path in sorted(project.rglob("*")):
        if path.is_dir() or "raw" in path.parts or path.name == "pseudonym.key":
            continue
        if path.suffix == ".parquet":
            written[path.name] = pd.read_parquet(path).to_csv()
        else:
            written[str(path.relative_to(project))] = path.read_bytes().decode("utf-8", "replace")
    return written


def test_the_run_wrote_what_the_scan_reads(leaky: tuple[Path, str]) -> None:
    written = read_everything(leaky[0])
    everything = "\n".join(written.values())
    assert "[nimi]" in everything
    assert "[puhelin]" in everything
    assert "käynti numero" in everything
    assert sum(name.endswith(".html") for name in written) >= 13


@pytest.mark.parametrize("secret", PLANTED)
def test_no_file_holds_a_planted_identifier(leaky: tuple[Path, str], secret: str) -> None:
    found = [name for name, text in read_everything(leaky[0]).items() if secret.lower() in text.lower()]
    assert found == []


@pytest.mark.parametrize("secret", PLANTED)
def test_the_console_shows_no_planted_identifier(leaky: tuple[Path, str], secret: str) -> None:
    assert secret.lower() not in leaky[1].lower()


def test_bad_rows_are_in_quarantine_with_file_and_row_but_without_the_person(leaky: tuple[Path, str]) -> None:
    from aspa_analysis.store import load

    table = load("quarantine", leaky[0])
    assert table.groupby("file_name").size().to_dict() == {"f1.xlsx": 3, "kysely.csv": 2}
    files = load("files", leaky[0]).set_index("file_name")
    assert "no source map" in files.loc["tuntematon.csv", "problem"]


def test_the_key_of_the_pseudonyms_is_its_owners_alone(leaky: tuple[Path, str]) -> None:
    import stat
    import sys

    if not sys.platform.startswith("win"):
        assert stat.S_IMODE((leaky[0] / ".aspa" / "pseudonym.key").stat().st_mode) == 0o600
