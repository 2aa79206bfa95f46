"""The one style of all charts: colours that the colour-blind tell apart, hatching, small sharp PNGs."""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 100
INK, MUTED, GRID = "#1b1f24", "#57606a", "#d0d7de"
# Darkened Okabe-Ito hues: each has a contrast of at least 3:1 on white, and hatching tells them apart too.
BLUE, ORANGE, LIGHT = "#0072b2", "#b34700", "#8a9199"
LABEL: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8}
LABEL_BOX = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
FloatArray = npt.NDArray[np.float64]
STYLE: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GRID,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "xtick.color": MUTED,
    "ytick.color": INK,
    "hatch.linewidth": 0.6,
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "svg.hashsalt": "aspa",
}


@contextmanager
def open_axes(*, rows_count: int, height_in: float | None = None) -> Iterator[tuple[Figure, Axes]]:
    """Open a figure of the style, free of pyplot's global state, so that it closes by itself."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with rc_context(rc=cast("Any", STYLE)):
        figure = Figure(figsize=(7.2, height_in or 1.1 + 0.34 * rows_count), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure, figure.add_subplot()


def save_png(figure: Figure) -> bytes:
    """Save a figure as a small PNG whose bytes are the same from run to run."""
    stream = BytesIO()
    # Without the Software entry the bytes do not depend on matplotlib's version string.
    figure.savefig(stream, format="png", metadata={"Software": None})
    return _shrink(stream.getvalue())


def _shrink(png: bytes) -> bytes:
    """Reduce a chart's flat colours to a palette: a third of the size, nothing lost to the eye."""
    from PIL import Image

    with Image.open(BytesIO(png)) as image:
        reduced = image.convert("RGB").quantize(
            colors=128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
        stream = BytesIO()
        reduced.save(stream, format="png", optimize=True)
    return stream.getvalue()


def clean_axes(axes: Axes, *, is_horizontal: bool) -> None:
    """Leave of the axes only a light grid across the bars or points."""
    axes.spines["left" if is_horizontal else "bottom"].set_color(GRID)
    axes.grid(axis="x" if is_horizontal else "y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
