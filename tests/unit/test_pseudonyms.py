from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aspa_analysis.errors import SettingsError
from aspa_analysis.privacy import load_key, pseudonymise

KEY = bytes(range(32))


def test_key_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "private" / "key"
    first = load_key(path)
    assert len(first) == 32
    assert load_key(path) == first
    assert [file.name for file in path.parent.iterdir()] == ["key"]


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX")
def test_key_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "key"
    load_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "abc", "00" * 31, "zz" * 32, "ä" * 64])
def test_broken_key_is_refused_without_showing_it(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match="is no key") as caught:
        load_key(path)
    assert not content or content not in str(caught.value)
    assert path.read_text(encoding="utf-8") == content


def test_two_keys_differ(tmp_path: Path) -> None:
    assert load_key(tmp_path / "a") != load_key(tmp_path / "b")


@given(st.lists(st.text(max_size=20), unique=True, max_size=30))
def test_different_ids_get_different_pseudonyms(ids: list[str]) -> None:
    made = pseudonymise(ids, KEY, scope="wave-2025")
    assert len(set(made)) == len(ids)
    assert all(len(one) == 16 and set(one) <= set("0123456789abcdef") for one in made)
    assert pseudonymise(ids, KEY, scope="wave-2025") == made


def test_scope_and_key_change_the_pseudonym() -> None:
    base = pseudonymise(["17"], KEY, scope="a")
    assert pseudonymise(["17"], KEY, scope="b") != base
    assert pseudonymise(["17"], KEY[::-1], scope="a") != base


def test_number_and_its_text_are_the_same_id() -> None:
    assert pseudonymise([17], KEY, scope="a") == pseudonymise(["17"], KEY, scope="a")


def test_short_key_is_refused() -> None:
    with pytest.raises(SettingsError, match="bytes"):
        pseudonymise(["17"], b"short", scope="a")
