# Everything installs itself: each target makes .venv with what it needs, once.
# Other Pythons: make test PYTHON=python3.12 VENV=.venv-3.12

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadgroup
OLD := planflow needs Python 3.11 or newer; choose one with: make PYTHON=python3.12

LOWEST := transitions==0.9.3 attrs==25.4.0 pendulum==3.2.0 structlog==25.1.0 \
    SQLAlchemy==2.1.0 psycopg[binary]==3.2.2 Django==5.2 aiosqlite==0.20.0 asyncpg==0.30.0 \
    python-docx==1.2.0 pdfplumber==0.11.10 openpyxl==3.1.5 icalendar==7.0.0

.PHONY: help demo test slow lowest soak cover mutants bench scenarios lint docs check clean
.DELETE_ON_ERROR:
.NOTPARALLEL:

help:
	@echo 'make demo      a plan year, in build/demo'
	@echo 'make scenarios stories of plans, held true, in build/scenarios.json'
	@echo 'make test      the tests, without the slow ones'
	@echo 'make slow      the slow ones: the built wheel, four years of plan B'
	@echo 'make lowest    the tests on the oldest dependencies that are supported'
	@echo 'make soak      every test, with many more examples per property, in build/soak.json'
	@echo 'make cover     the tests again, with branch coverage'
	@echo 'make mutants   which changes of deadlines, tasks and reports no test notices'
	@echo 'make bench     what it costs, beside what it could cost, in build/bench.json'
	@echo 'make lint      style, types, layers'
	@echo 'make docs      the pages, in docs/_build/html'
	@echo 'make check     lint, docs, test, slow'
	@echo 'make clean     as after cloning'

demo: $(VENV)/.core
	@$(BIN)/planflow demo --out build/demo

scenarios: $(VENV)/.core
	@$(BIN)/python examples/scenarios/run.py build/scenarios.json

test: $(VENV)/.test
	@$(PYTEST) -m 'not slow'

slow: $(VENV)/.test
	@$(PYTEST) -m slow

lowest: $(VENV)/.test
	@$(PIP) install $(patsubst %,'%',$(LOWEST))
	@$(PYTEST) -m 'not slow'

soak: $(VENV)/.test
	@$(PYTEST) --hypothesis-profile=soak

cover: $(VENV)/.test
	@$(BIN)/coverage run -m pytest -m 'not slow'
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

mutants: $(VENV)/.test $(VENV)/.mutants
	@mkdir -p build/mutants && rm -rf build/mutants/src build/mutants/tests
	@cp -Rp src tests pyproject.toml build/mutants
	@cd build/mutants && $(abspath $(BIN))/mutmut run
	@cd build/mutants && $(abspath $(BIN))/mutmut export-cicd-stats && cat mutants/mutmut-cicd-stats.json
	@cd build/mutants && $(abspath $(BIN))/mutmut results

bench: $(VENV)/.vn $(VENV)/.test
	@$(BIN)/python -m benchmarks

lint: $(VENV)/.lint
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

docs: $(VENV)/.docs
	@$(BIN)/sphinx-build --nitpicky --fail-on-warning --keep-going --quiet --fresh-env docs docs/_build/html

check: lint docs test slow

clean:
	@rm -rf .venv* build dist docs/_build .coverage* .hypothesis .*_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(OLD)" >&2; exit 1; }
	@echo "preparing $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.core: pyproject.toml | $(BIN)/python
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.%: pyproject.toml | $(BIN)/python
	@$(PIP) install --editable '.[$*]'
	@touch $@
