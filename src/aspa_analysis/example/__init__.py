"""The made-up libraries of the example data, and the seeded generator that writes their files."""

from aspa_analysis.example.generate import Example, make_example, write_example
from aspa_analysis.example.world import SEED

__all__ = ["SEED", "Example", "make_example", "write_example"]
