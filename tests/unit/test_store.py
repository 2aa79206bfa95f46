from pathlib import Path

import pandas as pd
import pytest

from aspa_analysis.errors import TableError
from aspa_analysis.store import load, read_table, save_table, write_bytes


def make_rows(*months: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "library": "a",
            "month": list(months),
            "source_file": "0" * 16,
            "source_row": range(1, len(months) + 1),
        }
    )


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    saved = save_table(tmp_path, "activity", make_rows("2024-02", "2024-01", "2024-01"))
    back = read_table(tmp_path, "activity")
    pd.testing.assert_frame_equal(
        back, saved.sort_values("month", kind="stable", ignore_index=True), check_dtype=True
    )
    assert sorted(p.name for p in (tmp_path / "activity").iterdir()) == ["2024-01.parquet", "2024-02.parquet"]


def test_saving_replaces_and_leaves_nothing_behind(tmp_path: Path) -> None:
    save_table(tmp_path, "activity", make_rows("2024-01", "2024-02"))
    save_table(tmp_path, "activity", make_rows("2024-03"))
    assert read_table(tmp_path, "activity")["month"].tolist() == ["2024-03"]
    assert [p.name for p in tmp_path.iterdir()] == ["activity"]


def test_a_bad_table_leaves_the_old_one(tmp_path: Path) -> None:
    save_table(tmp_path, "activity", make_rows("2024-01"))
    with pytest.raises(TableError):
        save_table(tmp_path, "activity", make_rows("2024-02").assign(visits_count=-1))
    assert read_table(tmp_path, "activity")["month"].tolist() == ["2024-01"]


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_table(tmp_path / name, "activity", make_rows("2024-01"))
    one, two = ((tmp_path / n / "activity" / "2024-01.parquet").read_bytes() for n in ("one", "two"))
    assert one == two


def test_an_empty_table_is_a_table(tmp_path: Path) -> None:
    save_table(tmp_path, "activity", make_rows())
    assert read_table(tmp_path, "activity").empty


def test_a_table_not_made_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "aspa.toml").write_text("", encoding="utf-8")
    with pytest.raises(TableError, match="aspa run"):
        load("activity", tmp_path)


def test_a_broken_file_is_named_without_its_content(tmp_path: Path) -> None:
    save_table(tmp_path, "activity", make_rows("2024-01"))
    (tmp_path / "activity" / "2024-01.parquet").write_bytes(b"not parquet at all")
    with pytest.raises(TableError, match="cannot be read"):
        read_table(tmp_path, "activity")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "x.txt"
    write_bytes(target, b"old")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_bytes(target, b"new")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.txt"]
