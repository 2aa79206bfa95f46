"""Which cells of a table of counts must be hidden, so that no small one can be worked out.

The reader of a table is taken to know what is printed: every shown cell, that a cell printed as small
is 1 to threshold - 1, that another hidden cell is 0 or at least the threshold, and that rows and columns
add up to the totals. A small cell is protected when each number from 1 to threshold - 1 is possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from aspa_analysis.errors import PublicationError

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Cell = tuple[int, int]
State = Literal["shown", "small", "hidden"]

# Hiding a total costs a reader more than hiding a cell, and the grand total most of all.
_TOTAL_COST, _GRAND_TOTAL_COST, _HIDDEN_COST = 4.0, 20.0, 1e-3


@dataclass(frozen=True)
class Layout:
    """A table with its totals: which cells are totals, and what adds up to what."""

    counts: Counts
    is_total: Flags
    sums: npt.NDArray[np.float64]

    def place(self, cell: Cell) -> int:
        """Return the place of a cell when the table is read row by row."""
        return cell[0] * int(self.counts.shape[1]) + cell[1]


def lay_out(counts: Counts, *, with_totals: bool) -> Layout:
    """Add the totals of rows and columns that a reader would see or could add up.

    Parameters
    ----------
    counts : numpy.ndarray, shape (rows, columns)
        Counts.
    with_totals : bool
        Whether totals are shown or known; a table of one column needs no row totals.

    Returns
    -------
    Layout
        The table with its totals last.
    """
    across = with_totals and counts.shape[1] > 1
    down = with_totals and counts.shape[0] > 1
    full = np.column_stack([counts, counts.sum(axis=1)]) if across else counts
    full = np.vstack([full, full.sum(axis=0)]) if down else full
    is_total = np.zeros(full.shape, dtype=bool)
    is_total[:, -1:] |= across
    is_total[-1:, :] |= down
    return Layout(full, is_total, _list_sums(full.shape, across=across, down=down))


def _list_sums(shape: tuple[int, ...], *, across: bool, down: bool) -> npt.NDArray[np.float64]:
    """Write each total as an equation: its parts minus itself are nothing."""
    places = np.arange(shape[0] * shape[1]).reshape(shape)
    lines = [*(places if across else []), *(places.T if down else [])]
    sums = np.zeros((len(lines), places.size))
    for number, line in enumerate(lines):
        sums[number, line[:-1]] = 1
        sums[number, line[-1]] = -1
    return sums


def find_states(
    counts: Counts, *, threshold: int, with_totals: bool, guards_groups: bool
) -> npt.NDArray[np.str_]:
    """Find how each cell of a table may be printed.

    Parameters
    ----------
    counts : numpy.ndarray, shape (rows, columns)
        Counts of at least 0.
    threshold : int
        Least count that is shown.
    with_totals : bool
        Whether the totals of rows and columns are printed or known.
    guards_groups : bool
        Whether a 0 is hidden where it would tell that all of a group are alike.

    Returns
    -------
    numpy.ndarray
        ``shown``, ``small`` (printed as below the threshold) or ``hidden`` (not printed), a cell each,
        totals last where there are any.

    References
    ----------
    Fischetti, M. & Salazar, J. J. (2000). Models and algorithms for optimizing cell suppression in
    tabular data with linear constraints. Journal of the American Statistical Association, 95, 916-928;
    the greedy choice is the incremental attacker heuristic of Kelly, J. P., Golden, B. L. & Assad, A. A.
    (1992). Cell suppression: disclosure protection for sensitive tabular data. Networks, 22, 397-417.
    """
    layout = lay_out(counts, with_totals=with_totals)
    is_low = (layout.counts > 0) & (layout.counts < threshold)
    is_small = is_low & ~layout.is_total
    is_hidden = is_low.copy()
    zeros = _find_telling_zeros(counts) if guards_groups else []
    for cell in zeros:
        is_hidden[cell] = True
    if len(layout.sums):
        is_hidden = _protect_small(layout, is_hidden, is_small, threshold)
        for zero in zeros:
            is_hidden |= _move(layout, is_hidden, (zero, threshold), threshold) != layout.counts
    return np.where(is_small, "small", np.where(is_hidden, "hidden", "shown"))


def _find_telling_zeros(counts: Counts) -> list[Cell]:
    """Choose a 0 to hide in each row and column whose every member is in one cell."""
    chosen: list[Cell] = []
    for axis in (0, 1):
        table = counts if axis == 0 else counts.T
        if table.shape[1] < 2:
            continue
        for row in np.flatnonzero((table > 0).sum(axis=1) == 1):
            empty = np.flatnonzero(table[row] == 0)
            # The 0 with most people in its other cells is the one that could best have been otherwise.
            column = max(empty, key=lambda j: (table[:, j].sum(), -j))
            cell = (int(row), int(column)) if axis == 0 else (int(column), int(row))
            if not any(other[axis] == row for other in chosen):
                chosen.append(cell)
    return list(dict.fromkeys(chosen))


def _protect_small(layout: Layout, is_hidden: Flags, is_small: Flags, threshold: int) -> Flags:
    """Hide more cells until every small cell can hold its least and its greatest number."""
    hidden = is_hidden.copy()
    cells = [(int(row), int(column)) for row, column in np.argwhere(is_small)]
    possible = {cell: {int(layout.counts[cell])} for cell in cells}
    for cell in cells:
        for goal in (1, threshold - 1):
            # The table is a network: what lies between two possible whole numbers is possible too.
            if goal not in possible[cell]:
                filling = _move(layout, hidden, (cell, goal), threshold)
                hidden |= filling != layout.counts
                _note_possible(possible, filling)
    return hidden


def _note_possible(possible: dict[Cell, set[int]], filling: Counts) -> None:
    for cell, numbers in possible.items():
        numbers.add(int(filling[cell]))


def _move(layout: Layout, hidden: Flags, goal: tuple[Cell, int], threshold: int) -> Counts:
    """Find the cheapest other table in which a cell holds a given number.

    Cells that differ from the true table must be hidden; the cost makes them few and rather hidden
    already. A 0 may change only if it is the goal; then a large cell may also become a 0.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    x = layout.counts.ravel().astype(float)
    place = layout.place(goal[0])
    low, high = _list_limits(layout, threshold)
    large = np.arange(0)
    if x[place] == 0:
        large = np.flatnonzero((x >= threshold) & ~layout.is_total.ravel())
        low[large] = 0
        high[layout.is_total.ravel()] = high.max()
    low[place] = high[place] = goal[1]
    none, ones = np.zeros(len(large)), np.ones(len(large))
    moves = np.hstack([layout.sums, -layout.sums, np.zeros((len(layout.sums), len(large)))])
    cost = _list_costs(layout, hidden)
    # Unknowns: steps up, steps down, and the switches of the large cells.
    least = [np.maximum(low - x, 0), np.maximum(x - high, 0), none]
    most = [np.maximum(high - x, 0), np.maximum(x - low, 0), ones]
    found = milp(
        np.concatenate([cost, cost, none]),
        integrality=np.ones(2 * len(x) + len(large)),
        bounds=Bounds(np.concatenate(least), np.concatenate(most)),
        constraints=[LinearConstraint(moves, 0, 0), *_list_switches(x, large, threshold)],
    )
    if found.x is None:
        raise PublicationError(
            "a table cannot be protected: expected a way to hide its small cells, found none"
        )
    steps = np.rint(found.x).astype(np.int64)
    moved = layout.counts.ravel() + steps[: len(x)] - steps[len(x) : 2 * len(x)]
    return np.asarray(moved.reshape(layout.counts.shape))


def _list_limits(layout: Layout, threshold: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """List the least and greatest number that a reader would believe of each cell, were it hidden."""
    x = layout.counts.ravel().astype(float)
    room = float(x.max(initial=0)) + 2 * threshold
    is_small = (x > 0) & (x < threshold)
    low = np.where(is_small, 1.0, np.where(x == 0, 0.0, float(threshold)))
    high = np.where(is_small, threshold - 1.0, np.where(x == 0, 0.0, room))
    is_total = layout.is_total.ravel() & (x > 0)
    return np.where(is_total, 0.0, low), np.where(is_total, 2 * room, high)


def _list_costs(layout: Layout, hidden: Flags) -> npt.NDArray[np.float64]:
    counts = layout.counts.astype(float)
    cost = 1 + counts / max(float(counts.max(initial=1)), 1.0)
    cost = np.where(layout.is_total, _TOTAL_COST, cost)
    if layout.is_total[-1, 0] and layout.is_total[0, -1]:
        cost[-1, -1] = _GRAND_TOTAL_COST
    cost = np.where(hidden, _HIDDEN_COST, cost)
    # Equal costs are told apart by place, so that the same table always gives the same cells.
    return np.asarray(cost.ravel() * (1 + 1e-6 * np.arange(cost.size)))


def _list_switches(
    x: npt.NDArray[np.float64], large: npt.NDArray[np.intp], threshold: int
) -> list[LinearConstraint]:
    """Bind each large cell to be 0 or at least the threshold, by a switch of its own."""
    from scipy.optimize import LinearConstraint

    if not len(large):
        return []
    moves = np.zeros((len(large), 2 * len(x)))
    rows = np.arange(len(large))
    moves[rows, large] = 1
    moves[rows, len(x) + large] = -1
    room = float(x.max()) * 3 + 3 * threshold
    at_least = np.hstack([moves, -threshold * np.eye(len(large))])
    at_most = np.hstack([moves, -room * np.eye(len(large))])
    return [LinearConstraint(at_least, -x[large], np.inf), LinearConstraint(at_most, -np.inf, -x[large])]
