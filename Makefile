# `make sheet` and `make test` set up everything they need in .venv, from nothing.
# PYTHON=python3.12 chooses another interpreter; UV= keeps to venv and pip where uv is installed.

PYTHON ?= python3
UV ?= $(shell command -v uv 2>/dev/null)
BANK ?= in3310_week5
ROSTER ?= examples/roster.csv

VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(VENV)/locked.stamp
READY := $(VENV)/ready.stamp

help:  ## show this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1#/p' Makefile | while IFS='#' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

sheet: $(READY)  ## PDFs of an exercise sheet for a small class, in build/ (BANK=..., ROSTER=...)
	$(BIN)/exgen sheet $(BANK) --roster $(ROSTER) --out build/$(notdir $(BANK:.toml=))

test: $(READY)  ## lint, types, import rules and every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

format: $(READY)  ## put the code in its standard form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

errata: $(READY)  ## write docs/errata.md anew from the banks
	$(BIN)/exgen audit --all --errata docs/errata.md

responses: $(READY)  ## write docs/responses.md anew from the tests' table
	$(BIN)/python -m tests.answers.page

mistakes: $(READY)  ## write docs/mistakes.md anew from the mistakes exgen knows
	$(BIN)/python -m tests.grading.mistakes_page

mutations: $(READY)  ## break every rule in turn, and write into docs/mutations.md what noticed it
	$(BIN)/python -m benchmarks.mutations --write docs/mutations.md

layers: $(READY)  ## write docs/layers.md anew from the layers and their rules
	$(BIN)/python -m tests.engine.layers_page

architectures: $(READY)  ## write docs/architectures.md anew from the known networks
	$(BIN)/python -m tests.engine.architectures_page

bench: $(READY)  ## measure the figures of docs/benchmarks.md (EXGEN_PEERS=, EXGEN_TORCH=... Pythons with Math-Verify, with torchinfo)
	$(BIN)/python -m benchmarks

page: $(READY)  ## render the page that the README shows (needs pdftoppm: Debian's poppler-utils)
	rm -rf build/page
	$(BIN)/exgen sheet in3310_week5 --roster examples/roster.csv --seed 2024 --pdf-engine typst --out build/page
	pdftoppm -png -r 100 -f 1 -singlefile build/page/students/ada.pdf docs/page

lock: pyproject.toml  ## resolve requirements.lock anew (needs uv; UPGRADE=--upgrade takes newer releases)
	@test -n '$(UV)' || { echo 'make lock needs uv (pip install uv)' >&2; exit 1; }
	$(UV) pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --quiet $(UPGRADE) --output-file requirements.lock

clean:  ## remove the environment, the output and all caches
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment: $(READY)  ## only set up .venv

# The lock changed: a new environment, so that nothing the old lock held stays behind.
$(LOCKED): requirements.lock
ifneq ($(UV),)
	@rm -rf $(VENV)
	$(UV) venv --quiet $(if $(filter file,$(origin PYTHON)),,--python $(PYTHON)) $(VENV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
else
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	    { echo 'exgen needs Python 3.11 or newer: $(PYTHON) is older or missing, choose another with PYTHON=...' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo '$(PYTHON) lacks its venv module: install it (Debian and Ubuntu: apt install python3-venv)' >&2; exit 1; }
	@rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
endif
	@touch $@

# The project itself, as it lies here; the build backend is in the lock.
$(READY): $(LOCKED) pyproject.toml exgen/__init__.py
ifneq ($(UV),)
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
else
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
endif
	@touch $@

.PHONY: help sheet test format errata responses mistakes mutations layers bench page lock clean environment architectures
