"""Tables attacked as a reader would: every filling that agrees with what is printed is tried."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aspa_analysis.disclosure import Rules, ShareColumns, publish_counts, publish_shares

RULES = Rules()
SMALL = range(1, 5)


def read(word):
    return int(word.replace("\u00a0", ""))


class Attacker:
    """Knows the printed words, that "alle 5" is 1-4, that "ei näytetä" is 0 or 5 and more, and how to add.

    It tries every filling up to a cap. The true table only tells it where to look first.
    """

    def __init__(self, words, true, *, cap):
        cells = [
            [None if w == "ei näytetä" else SMALL if w == "alle 5" else read(w) for w in row] for row in words
        ]
        across, down = len(cells[0]) > 1, len(cells) > 1
        self.rows, self.columns = len(cells) - down, len(cells[0]) - across
        self.row_totals = [cells[i][-1] if across else None for i in range(self.rows)]
        self.column_totals = [cells[-1][j] if down else None for j in range(self.columns)]
        self.grand = cells[-1][-1] if across and down else None
        unseen = [0, *range(5, cap)]
        self.domains = {
            (i, j): unseen if cells[i][j] is None else list(SMALL) if cells[i][j] is SMALL else [cells[i][j]]
            for i, j in product(range(self.rows), range(self.columns))
        }
        self.hints = np.asarray(true)

    def can_be(self, cell, numbers):
        """Tell whether some filling that agrees with what is printed has one of the numbers in a cell."""
        domains = {**self.domains, cell: numbers}
        ordered = {c: sorted(d, key=lambda n, c=c: abs(n - self.hints[c])) for c, d in domains.items()}
        lines = [([(i, j) for j in range(self.columns)], t) for i, t in enumerate(self.row_totals)]
        lines += [([(i, j) for i in range(self.rows)], t) for j, t in enumerate(self.column_totals)]
        lines.append((list(domains), self.grand))
        known = [(line, total) for line, total in lines if total is not None]
        # Fillings that differ from the truth in few cells come first; the last round tries them all.
        return any(self.fill(ordered, {}, known, changes) for changes in range(len(ordered) + 1))

    def fill(self, domains, filled, lines, changes):
        left = [cell for cell in domains if cell not in filled]
        if not left or changes == 0:
            rest = {cell: int(self.hints[cell]) for cell in left}
            whole = {**filled, **rest}
            possible = all(number in domains[cell] for cell, number in rest.items())
            return possible and all(sum(whole[cell] for cell in line) == total for line, total in lines)
        for number in domains[left[0]]:
            spent = int(number != self.hints[left[0]])
            if spent > changes:
                continue
            tried = {**filled, left[0]: number}
            near = [(line, total) for line, total in lines if left[0] in line]
            is_open = all(self.is_open(domains, tried, *line) for line in near)
            if is_open and self.fill(domains, tried, lines, changes - spent):
                return True
        return False

    @staticmethod
    def is_open(domains, filled, line, total):
        low = sum(filled[cell] if cell in filled else min(domains[cell]) for cell in line)
        high = sum(filled[cell] if cell in filled else max(domains[cell]) for cell in line)
        return low <= total <= high


def publish(counts, **options):
    frame = pd.DataFrame(counts)
    return publish_counts(frame, **{"table_class": "person", "rules": RULES, "language": "fi", **options})


def find_leaks(words, true, *, cap):
    """List the small cells and the numbers that a reader could rule out for them."""
    attacker = Attacker(words, true, cap=cap)
    small = [cell for cell, numbers in attacker.domains.items() if numbers == list(SMALL)]
    return [(cell, n) for cell in small for n in SMALL if not attacker.can_be(cell, [n])]


def find_telling_groups(words, counts, *, cap):
    """List the rows and columns of which a reader knows that all of their members are in one cell."""
    attacker, table = Attacker(words, counts, cap=cap), np.asarray(counts)
    rows = [[(i, j) for j in range(table.shape[1])] for i in range(table.shape[0])]
    columns = [[(i, j) for i in range(table.shape[0])] for j in range(table.shape[1])]
    groups = [*(rows if table.shape[1] > 1 else []), *(columns if table.shape[0] > 1 else [])]
    unanimous = [group for group in groups if sum(table[cell] > 0 for cell in group) == 1]
    return [group for group in unanimous if not could_differ(attacker, table, group)]


def could_differ(attacker, table, group):
    unseen = [cell for cell in group if table[cell] == 0 and len(attacker.domains[cell]) > 1]
    return any(attacker.can_be(cell, [n for n in attacker.domains[cell] if n]) for cell in unseen)


def test_the_attacker_finds_what_naive_suppression_leaves():
    words = [["alle 5", "10", "13"], ["12", "20", "32"], ["15", "30", "45"]]
    assert find_leaks(words, [[3, 10], [12, 20]], cap=40)
    assert find_leaks([["alle 5", "alle 5", "8"]], [[4, 4]], cap=40)
    assert find_leaks([["alle 5", "ei näytetä", "8"]], [[2, 6]], cap=40)
    assert not find_leaks([["alle 5", "ei näytetä", "13"]], [[3, 10]], cap=40)
    assert find_telling_groups([["0", "12", "12"]], [[0, 12]], cap=40)
    assert find_telling_groups([["ei näytetä", "12", "12"]], [[0, 12]], cap=40)
    assert not find_telling_groups([["ei näytetä", "ei näytetä", "12"]], [[0, 12]], cap=40)


CASES = [
    [[3, 10], [12, 20]],
    [[4, 4, 0], [10, 10, 10]],
    [[1, 1, 1], [1, 1, 1]],
    [[0, 12], [5, 9]],
    [[4, 5], [5, 5]],
    [[1, 9, 9], [9, 1, 9], [9, 9, 1]],
    [[3], [20], [30]],
    [[3, 20, 30]],
    [[4, 4]],
    [[12, 0, 0]],
    [[0, 6], [6, 0]],
    [[0, 0], [0, 5]],
    [[0, 2, 0], [0, 0, 7]],
]


@pytest.mark.parametrize("counts", CASES)
def test_every_small_cell_can_still_be_one_to_four(counts):
    published = publish(counts)
    assert find_leaks(published.frame.to_numpy().tolist(), counts, cap=30) == []


@pytest.mark.parametrize("counts", CASES)
def test_no_group_is_shown_to_be_of_one_mind(counts):
    words = publish(counts).frame.to_numpy().tolist()
    assert find_telling_groups(words, counts, cap=30) == []


TABLES = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 9), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_random_tables_keep_their_secrets(counts):
    published = publish(counts)
    if published.refused:
        assert np.sum(counts) < 5
        return
    assert_honest(published, counts)
    words = published.frame.to_numpy().tolist()
    assert find_leaks(words, counts, cap=30) == []
    assert find_telling_groups(words, counts, cap=30) == []


def assert_honest(published, counts):
    """What is shown is true, no small count is shown, and values never hold what the words hide."""
    table = np.asarray(counts)
    true = np.column_stack([table, table.sum(axis=1)]) if table.shape[1] > 1 else table
    true = np.vstack([true, true.sum(axis=0)]) if table.shape[0] > 1 else true
    shown = (published.mask == "shown").to_numpy()
    assert [read(word) for word in published.frame.to_numpy()[shown]] == true[shown].tolist()
    assert not (shown & (true > 0) & (true < 5)).any()
    assert (published.values.isna().to_numpy() == ~shown).all()
    assert published.hidden_share == pytest.approx((~shown).mean())
    assert bool(published.notes) == bool((~shown).any())


@pytest.mark.parametrize(("count", "word"), [(0, "0"), (1, "alle 5"), (4, "alle 5"), (5, "5"), (6, "6")])
@pytest.mark.parametrize(
    ("table_class", "audience"), [("person", "staff"), ("person", "public"), ("content", "public")]
)
def test_the_threshold_for_single_cells(count, word, table_class, audience):
    published = publish(
        [[count, 20], [30, 40]], table_class=table_class, rules=Rules(audience=audience), with_totals=False
    )
    expected = "ei näytetä" if count == 0 and table_class == "person" else word
    assert published.frame.iloc[0, 0] == expected


@pytest.mark.parametrize(
    ("table_class", "audience"), [("person", "analyst"), ("content", "staff"), ("content", "analyst")]
)
def test_who_sees_every_cell(table_class, audience):
    published = publish([[0, 1], [4, 9]], table_class=table_class, rules=Rules(audience=audience))
    assert published.frame.to_numpy().tolist() == [["0", "1", "1"], ["4", "9", "13"], ["4", "10", "14"]]
    assert published.hidden_share == 0


@pytest.mark.parametrize(("total", "refused"), [(4, True), (5, False), (6, False)])
def test_the_threshold_for_a_whole_person_table(total, refused):
    assert publish([[total]]).refused is refused


@pytest.mark.parametrize(("staff", "refused"), [(None, True), (0, True), (4, True), (5, False), (6, False)])
@pytest.mark.parametrize("audience", ["analyst", "staff", "public"])
def test_the_threshold_for_staff_tables_holds_for_everyone(staff, refused, audience):
    published = publish([[7, 8]], table_class="staff", rules=Rules(audience=audience), staff_count=staff)
    assert published.refused is refused
    assert published.frame.empty is refused
    assert (published.reason is not None) is refused


@pytest.mark.parametrize(
    ("threshold", "count", "word"), [(3, 2, "alle 3"), (3, 3, "3"), (10, 9, "alle 10"), (10, 10, "10")]
)
def test_another_threshold(threshold, count, word):
    published = publish([[count, 50], [60, 70]], rules=Rules(threshold=threshold))
    assert published.frame.iloc[0, 0] == word


def test_the_same_table_always_hides_the_same_cells():
    counts = np.random.default_rng(3).poisson(7, (6, 5))
    first, second = publish(counts), publish(counts)
    pd.testing.assert_frame_equal(first.mask, second.mask)


def share_frame(n, count):
    return pd.DataFrame({"n": [n], "count": [count], "share": [count / n], "low": [0.1], "high": [0.9]})


@pytest.mark.parametrize(
    ("n", "count", "shown"),
    [(4, 2, False), (9, 4, False), (10, 5, True), (11, 5, True), (11, 7, False), (20, 16, False),
     (20, 15, True), (20, 14, True), (20, 20, False), (20, 0, False)],
)  # fmt: skip
def test_a_share_is_shown_only_if_count_and_rest_are_large(n, count, shown):
    published = publish_shares(share_frame(n, count), table_class="person", rules=RULES, language="fi")
    assert (published.mask.loc[0, "share"] == "shown") is shown
    assert published.values.loc[0, ["count", "share", "low", "high"]].notna().all() == shown
    assert (published.values.loc[0, "n"] is pd.NA) == (n < 5)


def test_hidden_shares_all_look_alike():
    frame = pd.concat([share_frame(20, c) for c in (0, 1, 4, 16, 19, 20)], ignore_index=True)
    published = publish_shares(frame, table_class="person", rules=RULES, language="fi")
    assert set(published.frame["share"]) == {"ei näytetä"}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=4))
def test_the_shares_of_a_choice_cannot_be_worked_out_from_each_other(counts):
    n = sum(counts)
    frame = pd.DataFrame(
        {
            "item": "v",
            "n": n,
            "count": counts,
            "share": [c / max(n, 1) for c in counts],
            "low": 0.0,
            "high": 1.0,
        }
    )
    published = publish_shares(frame, table_class="person", rules=RULES, language="fi", within=("item",))
    is_shown = (published.mask["share"] == "shown").to_numpy()
    assert n >= 5 or not is_shown.any()
    assert not any(0 < c < 5 for c, shown in zip(counts, is_shown, strict=True) if shown)
    total = str(n) if published.mask.loc[0, "n"] == "shown" else "ei näytetä"
    if n >= 5 and len(counts) > 1:
        words = [
            str(c) if s else ("alle 5" if 0 < c < 5 else "ei näytetä")
            for c, s in zip(counts, is_shown, strict=True)
        ]
        assert find_leaks([[*words, total]], [counts], cap=60) == []


def test_names_of_columns_may_differ():
    frame = share_frame(20, 10).rename(columns={"count": "top", "share": "top_share"})
    names = ShareColumns(count="top", share="top_share")
    published = publish_shares(frame, table_class="person", rules=RULES, language="en", columns=names)
    assert published.frame["top_share"].tolist() == ["50%"]
