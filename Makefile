# Vaultkeeper's commands. Each makes .venv first where it is missing.
PYTHON ?= python3.11
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run test bench lint format clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

run: .venv/.made ## start everything on this machine; Ctrl-C ends it
	@$(BIN)/python -m config.shell.local

test: lint ## everything: lint, types, tests on SQLite, then on PostgreSQL and Redis
	.ci/tests

bench: .venv/.made ## measure and print the table of figures
	$(BIN)/python -m tests.benchmarks

lint: .venv/.made ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/.made ## put the style right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove the environment and caches; data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.made: requirements.txt .constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo "Vaultkeeper needs Python 3.11. Install it, or name it: make run PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making the environment in .venv (once, about a minute) …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt -c .constraints.txt
	@touch $@
