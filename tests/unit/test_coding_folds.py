"""Folds: no near-duplicate text on both sides of a split."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aspa_analysis.coding.folds import (
    check_folds,
    choose_folds,
    group_near_duplicates,
    split_by_author,
    split_by_group,
)
from aspa_analysis.corpus import read_corpus
from aspa_analysis.errors import TableError


def test_the_same_words_in_another_order_and_case_are_one_group():
    groups = group_near_duplicates(
        ["Tulostin on taas rikki!", "taas on tulostin rikki", "Kiitos palvelusta", "Tulostin on taas rikki."]
    )
    assert groups[0] == groups[1] == groups[3] != groups[2]


def test_different_texts_stand_alone():
    assert len(set(group_near_duplicates(["wifi pätkii", "lisää lehtiä", "hyvä palvelu"]).tolist())) == 3


@given(st.lists(st.integers(0, 6), min_size=10, max_size=60))
def test_no_group_is_split_and_every_fold_is_near_even(groups):
    groups = np.array(groups)
    folds = split_by_group(groups, n_folds=3)
    assert all(len(set(folds[groups == group].tolist())) == 1 for group in groups)
    sizes = np.bincount(folds, minlength=3)
    assert sizes.max() - sizes.min() <= np.bincount(groups).max()


def test_a_group_two_authors_wrote_stays_with_the_first():
    folds = split_by_author(["A", "B", "B", "C"], np.array([0, 0, 1, 2]))
    assert folds.tolist() == [0, 0, 1, 2]


def test_a_split_group_is_refused():
    with pytest.raises(TableError, match="1 groups of near-duplicate texts stand in two folds"):
        check_folds(np.array([0, 1, 1]), np.array([5, 5, 6]))


def test_few_authors_are_split_by_group():
    groups = np.arange(10)
    assert len(set(choose_folds(["A"] * 5 + ["B"] * 5, groups).tolist())) == 5
    assert len(set(choose_folds(list("ABCABCABCA"), groups).tolist())) == 3


def test_no_near_duplicate_of_the_shipped_texts_crosses_a_fold():
    corpus = read_corpus()
    groups = group_near_duplicates(corpus["text"].tolist())
    assert len(set(groups.tolist())) < len(corpus)  # there are some, so the check below can fail
    for folds in (split_by_author(corpus["text_id"].str[0].tolist(), groups), split_by_group(groups)):
        pairs = set(zip(groups.tolist(), folds.tolist(), strict=True))
        assert len(pairs) == len(set(groups.tolist()))
