# Rarissime. `make` alone lists what can be done.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# More arguments for pytest: make test ARGS="tests/domain -k cloze"
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin

# gunicorn listens there, and `flask prepare` makes demo accounts only for a loopback address.
export HOST PORT
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Python keeps what it has compiled: a second start is then three times as fast.
unexport PYTHONDONTWRITEBYTECODE

# A copy of the lock inside .venv tells what is installed: the same lock again costs one comparison.
# $(1): the lock file to install, $(2): another one that it includes.
define install
	@cmp -s $(1) $(VENV)/$(1) && exit 0; \
	set -e; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Rarissime needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
			"Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }; \
	echo "Installing $(1) into $(VENV) …"; \
	if command -v uv >/dev/null; then \
		$(BIN)/python -c '' 2>/dev/null || uv venv --quiet --clear --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV); \
		uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes --requirement $(1); \
	else \
		$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV); \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $(1); \
	fi; \
	cp $(1) $(2) $(VENV)
endef

.PHONY: help
help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: install ## Start Rarissime on http://127.0.0.1:8000 (other address: HOST=… PORT=…); Ctrl-C stops it
	@$(BIN)/flask --app wsgi prepare
	@# A closed terminal (HUP) would only make gunicorn reload: whatever ends make ends all of it.
	@# The jobs come later, so as not to take the processor from the first page. They are told to
	@# stop once only: the second time they would drop what they are doing.
	@$(BIN)/gunicorn --config gunicorn.conf.py wsgi:app & server=$$!; sleep 6 & pause=$$!; jobs=; \
	trap 'kill -TERM $$server $$pause $$jobs 2>/dev/null; jobs=' INT TERM HUP; \
	wait $$pause && kill -0 $$server 2>/dev/null && { $(BIN)/flask --app wsgi jobs run & jobs=$$!; }; pause=; \
	wait $$server; status=$$?; \
	while kill -0 $$server 2>/dev/null; do wait $$server; status=$$?; done; \
	kill -TERM $$jobs 2>/dev/null; wait; exit $$status

.PHONY: test
test: install-dev ## Run every test, on SQLite and PostgreSQL, in a real browser (some only: ARGS="tests/web -k quiz")
	@$(BIN)/python -m tests.support.browser
	@$(BIN)/python -m pytest --numprocesses=logical --maxprocesses=4 --dist=worksteal $(ARGS)

.PHONY: check
check: install-dev ## Check style, types, templates, the arrows between layers, and the question banks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/lint-imports --no-logo
	$(BIN)/flask --app wsgi bank check

.PHONY: format
format: install-dev ## Format the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: bench
bench: install-dev ## Measure what we claim; each line is JSON {name, value, unit, goal, ok}
	@failed=0; for file in benchmarks/[a-z]*.py; do \
		$(BIN)/python -m "benchmarks.$$(basename "$$file" .py)" || failed=1; \
	done; exit $$failed

.PHONY: screenshots
screenshots: install-dev ## Take the pictures of the README anew
	@$(BIN)/python -m docs.take_screenshots

.PHONY: install
install: ## Create .venv with what running needs (nothing to do when it is there)
	$(call install,requirements.txt)

.PHONY: install-dev
install-dev: ## The same with what testing needs
	$(call install,requirements-dev.txt,requirements.txt)

.PHONY: translations
translations: install-dev ## Gather what is to be translated into the .po file, and compile it for the application
	@$(BIN)/pybabel --quiet extract --mapping-file=pyproject.toml --keywords=_l --ignore-dirs='.*' \
		--add-location=file --output-file=$(VENV)/messages.pot quizapp templates
	@$(BIN)/pybabel --quiet update --input-file=$(VENV)/messages.pot --output-dir=$(CATALOGUES) --locale=fr \
		--width=100 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@$(BIN)/pybabel --quiet compile --directory=$(CATALOGUES) --statistics

CATALOGUES := quizapp/translations

.PHONY: lock
lock: ## Write both lock files anew from pyproject.toml (newer versions: UPGRADE=--upgrade); needs uv
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	uv pip compile $(LOCK_OPTIONS) --output-file requirements.txt pyproject.toml
	uv pip compile $(LOCK_OPTIONS) --output-file requirements-dev.txt \
		--group dev --constraint requirements.txt pyproject.toml

# Extras stay in the lock: pip would look for "coverage[toml]" apart from "coverage", and take the
# newest one, which has no hash here.
LOCK_OPTIONS = --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-strip-extras --custom-compile-command "make lock" $(UPGRADE)

.PHONY: clean
clean: ## Remove .venv and everything that tools left behind; instance/ with its database stays
	rm -rf $(VENV) .coverage htmlcov .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache test-results
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
