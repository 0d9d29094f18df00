# Two commands do everything on a machine with Python 3.11 or newer and make:
#   make brief    sets up .venv with what detente runs on, then writes and names brief.html
#   make test     sets up what the tests need, then runs every check
# `make help` lists the rest.

PYTHON ?= python3
CASE   ?= dprk-2019
OUT    ?= brief.html

VENV    := .venv
BIN     := $(VENV)/bin
RUN     := $(VENV)/.installed-run
DEV     := $(VENV)/.installed-dev
REPORTS := build/reports
PYTEST  := $(BIN)/pytest
# Workers share what the compiler made. Code compiled with bounds checks is kept apart from it.
COMPILED := $(CURDIR)/build/numba
CHECKED  := $(CURDIR)/build/numba-bounds

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help brief setup test style lint layers types tests quick kernels laws coverage docs \
        wheel-check bench bench-check summary lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# ---------------------------------------------------------------- environment

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "detente needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "the venv module of $(PYTHON) is missing (on Debian: apt-get install python3-venv)"; exit 1; }

$(RUN): pyproject.toml constraints.txt | $(VENV)/bin/python
	@PYTHON=$(PYTHON) scripts/install.sh $(VENV)
	@touch $@

$(DEV): pyproject.toml constraints.txt | $(VENV)/bin/python
	@PYTHON=$(PYTHON) scripts/install.sh $(VENV) dev
	@touch $@ $(RUN)

setup: $(DEV)  ## install everything the checks below need into .venv

lock: $(DEV)  ## refresh constraints.txt to the newest versions that Python 3.11 can have
	PATH="$(CURDIR)/$(BIN):$$PATH" uv pip compile --quiet --upgrade --python-version 3.11 --all-extras --group dev \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --output-file constraints.txt pyproject.toml
	@git --no-pager diff --stat -- constraints.txt

# -------------------------------------------------------------------- product

brief: $(RUN)  ## write the brief on one case (CASE=dprk-2019 OUT=brief.html)
	@$(BIN)/detente brief $(CASE) -o $(OUT)

# --------------------------------------------------------------------- checks

STEPS := style layers types tests kernels docs wheel-check bench-check summary
test: $(DEV)  ## run every check
	@rm -rf $(REPORTS)
	@for step in $(STEPS); do \
	  echo; echo "== $$step"; \
	  $(MAKE) --no-print-directory $$step || { echo "make test: $$step failed"; exit 1; }; \
	done

style: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell

lint: style  ## ruff, formatting, spelling

layers: $(DEV)  ## who may import whom
	$(BIN)/lint-imports

types: $(DEV)  ## mypy, strict
	$(BIN)/mypy

tests: $(DEV)  ## all tests, quick and slow, and every example in the pages
	NUMBA_CACHE_DIR=$(COMPILED) $(PYTEST) -q -n 2 --dist loadfile --junitxml=$(REPORTS)/tests.xml

quick: $(DEV)  ## the tests that take less than a second, with fewer random examples
	NUMBA_CACHE_DIR=$(COMPILED) $(PYTEST) -q -n 2 --dist loadfile -m "not slow and not browser" \
	  --hypothesis-profile=quick

kernels: $(DEV)  ## the tests of compiled code again, with every array index checked
	NUMBA_CACHE_DIR=$(CHECKED) NUMBA_BOUNDSCHECK=1 $(PYTEST) -q -n 2 --dist loadfile -m kernels \
	  --junitxml=$(REPORTS)/kernels.xml tests

laws: $(DEV)  ## the property tests with 2,000 examples each
	NUMBA_CACHE_DIR=$(COMPILED) $(PYTEST) -q -n 2 tests/property --hypothesis-profile=deep

coverage: $(DEV)  ## coverage of lines and branches, kernels run as plain Python
	NUMBA_DISABLE_JIT=1 $(PYTEST) -q -n 2 --dist loadfile -m "not slow" --cov

docs: $(DEV)  ## the pages as a site, in build/docs
	$(BIN)/sphinx-build -W -n -q docs build/docs

wheel-check: $(DEV)  ## build the wheel, install it alone elsewhere, run the tutorial's commands
	$(BIN)/python scripts/check_wheel.py

bench: $(DEV)  ## measure; keep the figures in build/benchmarks.json
	NUMBA_CACHE_DIR=$(COMPILED) $(PYTEST) bench --benchmark-json=build/benchmarks.json

bench-check: $(DEV)
	NUMBA_CACHE_DIR=$(COMPILED) $(PYTEST) -q bench --benchmark-disable -m "not slow" \
	  --junitxml=$(REPORTS)/bench.xml

summary: $(DEV)
	@$(BIN)/python scripts/summary.py $(REPORTS)

clean:  ## remove the environment and everything built
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
