# make demo | test | check | bench: each sets up .venv from requirements.lock first. Needs Python 3.11+, make and PyPI.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PYTHONUTF8 = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test long mutants check format bench lock words clean

help:  ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' Makefile

setup: $(STAMP)  ## the environment alone

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "govledger needs Python 3.11 or newer; say which: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: $(STAMP)  ## a county's day in a temporary home: what the rules accept and refuse, then verified and tampered with
	$(BIN)/govledger demo

test: $(STAMP)  ## the whole suite, SQLite and a real PostgreSQL
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not long"

long: $(STAMP)  ## the long forms of the suite
	$(BIN)/python -m pytest -m long

mutants: $(STAMP)  ## spoil every rulebook one place at a time: the cases or the check must notice; writes docs/mutants.md
	$(BIN)/python -m tests.mutants

check: $(STAMP)  ## format, lint, types, imports, tidy
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tests/tidy.py

format: $(STAMP)  ## mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)  ## measure against the plain library; writes docs/performance.md and benchmarks/latest.json
	$(BIN)/python -m benchmarks

words: $(STAMP)  ## compile the gettext catalogues
	$(BIN)/pybabel compile -D govledger -d cli/locale

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv

lock: $(BIN)/uv  ## renew requirements.lock: versions and hashes, no address
	$(BIN)/uv lock
	$(BIN)/uv export --quiet --no-emit-project --all-groups --format requirements-txt --no-header --no-annotate -o requirements.lock

clean:  ## the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
