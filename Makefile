# `make help` lists the verbs. Each may be repeated and is quick when there is nothing to do.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
CV2 := $(shell sed -n 's/^opencv-python-headless==/opencv-python-headless==/p' requirements.txt)
BIND ?= 127.0.0.1:8000

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */\1\t/' | expand -t 14

# --- set-up: a stamp per requirements file, made again when the file or the lock changes ---
$(PY):
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt constraints.txt | $(PY)
	@echo "Installing what Reelay needs (once) …" >&2
	@$(PIP) -r requirements.txt
	@# opencv-python needs libraries of a desktop; without them the headless wheel takes its place
	@$(PY) -c "import cv2" 2>/dev/null || $(PIP) --force-reinstall --no-deps $(CV2)
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing what the tests need (once) …" >&2
	@$(PIP) -r requirements-dev.txt
	@$(PY) -c "import cv2" 2>/dev/null || $(PIP) --force-reinstall --no-deps $(CV2)
	@touch $@

$(VENV)/audit.stamp: requirements-audit.txt $(VENV)/dev.stamp
	@echo "Installing what the audit needs (once) …" >&2
	@$(PIP) -r requirements-audit.txt
	@$(PY) -c "import cv2" 2>/dev/null || $(PIP) --force-reinstall --no-deps $(CV2)
	@touch $@

run: $(VENV)/run.stamp  ## Start everything and say which address to open
	@exec $(PY) manage.py up --bind $(BIND)

demo: $(VENV)/run.stamp  ## Run the whole loop on sample media (MEDIA=folder ARGS=--json)
	@$(PY) manage.py demo $(if $(MEDIA),"$(MEDIA)") $(ARGS)

test: $(VENV)/dev.stamp  ## Lint, then the whole suite on SQLite and PostgreSQL, with a browser
	@$(PY) -m tests.run

test-fast: $(VENV)/dev.stamp  ## The suite on SQLite without browser and slow tests
	@$(PY) -m pytest -q -n auto -m "not browser and not slow"

lint: $(VENV)/dev.stamp  ## Ruff, types, floors, templates, migrations
	@$(PY) -m tests.run --only lint

format: $(VENV)/dev.stamp  ## Format and fix what can be fixed
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

bench: $(VENV)/dev.stamp  ## Measure, as ratios (ONLY=analysis MEDIA=folder ARGS=--json)
	@$(PY) -m bench $(if $(ONLY),--only $(ONLY)) $(if $(MEDIA),--media "$(MEDIA)") $(ARGS)

chaos: $(VENV)/dev.stamp  ## Kill, freeze, restart, fill disks: 0 posts twice, 0 lost (ONLY=matrix ARGS=--quick)
	@$(PY) -m chaos $(if $(ONLY),--only $(ONLY)) $(ARGS)

audit: $(VENV)/audit.stamp  ## Ask about secrets, teams, files and doors (ONLY=files AUDIT_EXAMPLES=50)
	@$(PY) -m audit $(if $(ONLY),--only $(ONLY)) $(if $(AUDIT_EXAMPLES),--examples $(AUDIT_EXAMPLES)) $(ARGS)

screenshots: $(VENV)/dev.stamp  ## Take the README's screenshots again
	@$(PY) -m tests.pages.screenshots docs/screenshots library-light review-light calendar-dark

clean:  ## Remove the environment and caches; your data in var/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help run demo test test-fast lint format bench chaos audit screenshots clean
