"""The trained model: the same everywhere, stored exactly, and explained by words of the text."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from aspa_analysis.codebook import load_codebook
from aspa_analysis.coding import code_feedback
from aspa_analysis.coding.cache import (
    find_cache_folder,
    hash_inputs,
    load_model,
    name_cache_file,
    provide_model,
    save_model,
)
from aspa_analysis.coding.training import prepare_labelled, train_model
from aspa_analysis.corpus import read_corpus
from aspa_analysis.errors import TableError

CODEBOOK = load_codebook()


def assert_same_model(one, other):
    assert one.codes == other.codes
    assert one.vocabulary.names == other.vocabulary.names
    np.testing.assert_array_equal(one.vocabulary.scale, other.vocabulary.scale)
    for name in ("weights", "intercepts", "thresholds", "calibration"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@pytest.fixture(scope="module")
def small():
    """A fifth of the labelled texts, every author's."""
    return read_corpus().iloc[::5].reset_index(drop=True)


@pytest.fixture(scope="module")
def model(small):
    return train_model(prepare_labelled(small, CODEBOOK))


def test_training_repeats_exactly_in_any_row_order(small, model):
    shuffled = small.sample(frac=1, random_state=7)
    assert_same_model(train_model(prepare_labelled(shuffled, CODEBOOK)), model)


def test_a_stored_model_is_the_trained_one(model, tmp_path):
    path = tmp_path / "new folder" / "model.npz"
    assert save_model(model, path)
    assert_same_model(load_model(path), model)
    assert [file.name for file in path.parent.iterdir()] == ["model.npz"]


def test_a_stored_model_holds_no_pickle(model, tmp_path):
    path = tmp_path / "model.npz"
    save_model(model, path)
    with np.load(path, allow_pickle=False) as stored:
        assert all(stored[name].dtype != object for name in stored.files)


@pytest.mark.parametrize("content", [b"", b"not a zip file", b"PK\x03\x04 cut short"])
def test_a_damaged_file_is_no_model(content, tmp_path):
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    assert load_model(path) is None


def test_a_cut_file_is_no_model(model, tmp_path):
    path = tmp_path / "model.npz"
    save_model(model, path)
    path.write_bytes(path.read_bytes()[:-100])
    assert load_model(path) is None


def test_a_folder_that_cannot_be_made_is_no_error(model, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert not save_model(model, tmp_path / "file" / "model.npz")


def test_the_cache_folder_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("ASPA_CACHE", str(tmp_path / "own"))
    assert find_cache_folder() == tmp_path / "own"
    monkeypatch.delenv("ASPA_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert find_cache_folder() == tmp_path / "aspa-analysis"


def test_the_file_name_follows_the_codebook():
    other = CODEBOOK.model_copy(update={"version": "other"})
    assert name_cache_file(CODEBOOK) == name_cache_file(load_codebook())
    assert name_cache_file(CODEBOOK) != name_cache_file(other)
    assert hash_inputs(CODEBOOK) != hash_inputs(other)


def test_too_few_labelled_texts_are_refused(small):
    with pytest.raises(TableError, match="no code has 20 labelled texts"):
        train_model(prepare_labelled(small.head(15), CODEBOOK))


def test_coding_from_a_fresh_training_and_from_the_cache_is_the_same(tmp_path):
    texts = read_corpus()[["text"]].iloc[::37]
    provide_model.cache_clear()
    fresh = provide_model(CODEBOOK, tmp_path)
    provide_model.cache_clear()
    assert_same_model(provide_model(CODEBOOK, tmp_path), fresh)
    provide_model.cache_clear()
    assert len(list(tmp_path.iterdir())) == 1
    first = code_feedback(texts, CODEBOOK)
    pd.testing.assert_frame_equal(code_feedback(texts, CODEBOOK), first)


def test_a_stored_model_is_used_without_opening_scikit_learn():
    script = (
        "import sys, pandas as pd, aspa_analysis as aspa\n"
        "coded = aspa.code_feedback(pd.DataFrame({'text': ['Tulostin on rikki.']}))\n"
        "assert coded['theme_laitteet'].all()\n"
        "assert 'sklearn' not in sys.modules\n"
    )
    provide_model(CODEBOOK)  # makes sure that the stored model is there
    subprocess.run([sys.executable, "-c", script], check=True, env=dict(os.environ), timeout=120)
