"""``python -m aspa_analysis.cli``: the command where no script is installed."""

from aspa_analysis.cli.commands import main

main(prog_name="aspa")
