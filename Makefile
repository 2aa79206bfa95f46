# Two commands do it all: `make reports` and `make test`. README.md has their form without make (Windows).
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --progress-bar off
WORKERS ?= 2

.PHONY: reports test test-long lint docs example clean
.DEFAULT_GOAL := reports

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "aspa-analysis needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
	@echo "Making the virtual environment $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Installing the pinned dependencies (once; about two minutes)"
	@$(PIP) --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing the test tools (once)"
	@$(PIP) --constraint constraints.txt --editable '.[dev]'
	@touch $@

reports: $(VENV)/.installed ## run the main job on the data of this folder
	@$(BIN)/aspa run

test: $(VENV)/.installed-dev ## everything that Python alone can run
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup -m "not long"

test-long: $(VENV)/.installed-dev ## simulations that take hours; resumable, results in benchmarks/results
	@$(BIN)/python -m pytest -m long

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff format --check src tests benchmarks
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/nbstripout --keep-id --verify notebooks/*.ipynb

docs: $(VENV)/.installed ## write again the documents that are generated from code
	@$(BIN)/python -m aspa_analysis.dictionary docs/data_dictionary.md

example: $(VENV)/.installed ## write again the made-up example data
	@$(BIN)/python -m aspa_analysis.example data/raw/example

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
