# `make demo` and `make test` do all set-up themselves: they make .venv and install the pinned versions.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin
READY := .venv/ready

.PHONY: help demo test lint bench docs format clean
.DEFAULT_GOAL := help

help:  ## say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(READY): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Writethru needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@echo "Setting up .venv (once, about a minute) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --constraint constraints.txt pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

demo: $(READY)  ## watch a developing story being archived, cleaned, versioned and diffed
	@$(BIN)/python -m tests.newsroom.demo

test: $(READY)  ## run every test (SQLite and a real PostgreSQL that comes with the packages)
	@$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(READY)  ## ruff, mypy --strict, the arrows between the rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

docs: $(READY)  ## write the transcripts in the docs anew from what the commands print
	@$(BIN)/python -m tests.transcripts

format: $(READY)  ## let ruff format and mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(READY)  ## print our figures beside those of plain tools, from the same run
	@$(BIN)/python -m benchmarks

clean:  ## remove what the above made
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache demo.db* benchmarks/out
