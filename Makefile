# The two commands are `make run` and `make test`; `make help` lists all.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test test-slow test-ui lint format bench clean

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(BIN)/python requirements.txt requirements-assets.txt
	$(PIP) -r requirements.txt
	$(PIP) --no-deps -r requirements-assets.txt
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	$(PIP) -r requirements-dev.txt
	@touch $@

$(VENV)/installed-bench: $(VENV)/installed-dev requirements-bench.txt
	$(PIP) -r requirements-bench.txt
	@touch $@

install: $(VENV)/installed  ## make .venv with what the program runs on

install-dev: $(VENV)/installed-dev  ## add what tests and lint need

run: install  ## serve the demo catalogue, with a worker beside, on http://127.0.0.1:8000 (PORT=... for another port)
	@$(BIN)/flask db upgrade
	@$(BIN)/flask seed --if-empty
	@$(BIN)/flask welcome --port $(PORT)
	@$(BIN)/flask worker --with-parent & PORT=$(PORT) exec $(BIN)/gunicorn wsgi:app

test: install-dev  ## the whole suite, on SQLite and on a PostgreSQL of its own
	$(BIN)/pytest -n 2

test-slow: install-dev  ## fuzzing at length, generated clients, large catalogues
	$(BIN)/pytest -m slow -o addopts= -q

test-ui: install-dev  ## the documentation in a real browser
	$(BIN)/pytest -m ui -o addopts= -q

lint: install-dev  ## ruff, and mypy on values, models and services
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: install-dev  ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/installed-bench  ## what requests and imports cost, on both databases; WHAT=peers: beside other programs
	$(BIN)/python -m benchmarks $(WHAT)

clean:  ## remove what was built; the data in instance/ stays
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
