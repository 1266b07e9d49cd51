# `make report` and `make test` each set up .venv first, once, from requirements.lock.

# The locked packages have wheels for Python 3.11 to 3.13: take one of these where there is one.
SUITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(or $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c '$(SUITS)' 2>/dev/null && echo $$p && break; done),python3)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
READY := $(VENV)/.ready
BENCH := $(VENV)/bench
PYTEST := $(BIN)/python -m pytest -q -n 2 --dist worksteal
# Set it to --cov=topics to print the coverage, as .ci/run does; it adds a third to the time.
COVERAGE :=
# Of `make attack`.
SIZE := 1
SEED := 1

.PHONY: help report test test-fast test-slow axe attack check lab notebooks docs bench bench-engines lock clean

help:
	@echo 'make report     set up, run the main job on seeds/ and say where the report is'
	@echo 'make test       set up and run every test but the slow ones'
	@echo 'make test-fast  the quick tests in under a minute: no whole runs, no browser'
	@echo 'make test-slow  the slow tests alone'
	@echo 'make attack     hostile files, kills, changed runs, wrong calls: SIZE=0.1 for a tenth, SEED=7'
	@echo 'make check      lint, format and types'
	@echo 'make lab        set up and open the notebooks in JupyterLab'
	@echo 'make notebooks  execute the notebooks into reports/notebooks/'
	@echo 'make docs       build the documentation, in build/docs/html/; a warning is an error'
	@echo 'make bench      measure speed and memory; the engines side by side take two hours'
	@echo 'make bench-engines ARGS=--quick   the engines alone, in a few minutes'
	@echo 'make lock       bring requirements.lock up to pyproject.toml (needs uv)'
	@echo 'make clean      remove what set-up and tests made; runs in reports/ stay'

# `topics run` exits 1 when it is done but had to skip a source: the report is there all the same.
report: $(READY)
	@$(BIN)/topics run seeds || test $$? -eq 1
	@echo 'Open $(CURDIR)/reports/seeds/report.html'

# Two workers, which share one run of the seeds (tests/conftest.py).
test: $(READY)
	$(PYTEST) -m 'not slow' $(COVERAGE)

test-fast: $(READY)
	$(PYTEST) -m 'not slow and not thorough and not browser' --hypothesis-profile=fast

test-slow: $(READY) axe
	$(PYTEST) -m slow

# axe-core from npm, which looks for barriers in the report; without npm its test is skipped.
axe: $(READY)
	@$(BIN)/python -m tests.report.axe

# Half an hour at full size. Its figures are in docs/security.md; MARKDOWN=file writes them to a file.
attack: $(READY)
	$(BIN)/python -m tests.attack --size $(SIZE) --seed $(SEED) $(if $(MARKDOWN),--markdown $(MARKDOWN))

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

lab: $(READY)
	$(BIN)/jupyter lab notebooks

notebooks: $(READY)
	@mkdir -p reports/notebooks
	@for notebook in notebooks/*.ipynb; do \
		$(BIN)/jupyter execute "$$notebook" \
			--output="../reports/notebooks/$$(basename "$$notebook")" || exit 1; \
	done
	@echo 'Open $(CURDIR)/reports/notebooks/'

# Without a network. It executes the notebooks, unless they and the package are as they were.
docs: $(READY)
	$(BIN)/python docs/site/build.py

bench: $(READY)
	$(BIN)/python benchmarks/run.py
	@$(MAKE) bench-engines

bench-engines: $(READY) $(BENCH)/.ready
	$(BIN)/python benchmarks/engines.py --libraries $(BENCH) $(ARGS)

# The libraries that are compared with ours are installed apart, so that no test imports them.
$(BENCH)/.ready: benchmarks/requirements.txt $(READY)
	@rm -rf $(BENCH)
	@$(PIP) install --no-deps --no-build-isolation --require-hashes --target $(BENCH) \
		-r benchmarks/requirements.txt
	@touch $@

# Only jieba comes as source. Its builder, setuptools, is locked like the rest, so it goes first
# and nothing is built in an environment that pip would fill from outside the lock. A first run
# compiles the kernels, which Numba keeps beside the package, so that every later run starts at once.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c '$(SUITS)' || { echo "topics-zh needs Python 3.11, 3.12 or 3.13 (gensim has no\
	 wheel for a newer one yet); $(PYTHON) is $$($(PYTHON) --version 2>&1). Install one, and name\
	 it if it is not on the path: make report PYTHON=/path/to/python3.13" >&2; exit 1; }
	@echo 'Setting up $(VENV), once; this takes a minute or two.'
	@$(PYTHON) -m venv $(VENV)
	@sed -n '/^setuptools==/,/[^\\]$$/p' requirements.lock > $(VENV)/builder.lock
	@$(PIP) install --require-hashes -r $(VENV)/builder.lock
	@$(PIP) install --require-hashes --no-build-isolation -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(BIN)/topics run seeds --out $(VENV)/first-run >/dev/null 2>&1 || true
	@rm -rf $(VENV)/first-run
	@touch $@

# Keeps the pins that still fit; remove the file first to take the newest of everything.
lock:
	@command -v uv >/dev/null || { echo 'make lock needs uv: pip install uv' >&2; exit 1; }
	uv pip compile pyproject.toml --extra dev --output-file requirements.lock \
		--universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
		--no-config --no-emit-index-url --no-emit-find-links --quiet \
		--custom-compile-command 'make lock'

clean:
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	find topics tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
