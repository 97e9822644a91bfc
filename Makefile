# Needs Python 3.11 or newer (with venv) and make; everything else goes into .venv.
#
#   make demo             the program with the demo county on http://127.0.0.1:8000/
#   make demo PORT=8001   on another port
#   make demo RESET=1     drop var/ first
#   make demo PACK=huanggang RESET=1   another county: anyuan, lingbi, huanggang, miluo, xx_district
#   make test             all tests; DATABASE_URL and REDIS_URL choose PostgreSQL and Redis
#   make lint             style, imports, migrations
#   make acceptance       every row of the ledgers in $(LINGBI) through the importer, and the history of
#                         the suggestions in $(HISTORY) through the moves
#   make chaos            40 phones hand in after a week while web workers are killed
#   make bench            speed against its targets
#   make screenshots    the README's pictures, from the demo that is running on PORT
#   make lock             pin the requirements again after editing a requirements*.in
#   make clean            remove .venv and caches; var/ stays

PYTHON ?= python3
PY = .venv/bin/python
LINGBI ?= $(firstword $(wildcard ../shared/data/lingbi tests/data/lingbi))
HISTORY ?= $(firstword $(wildcard ../shared/data/lingbi tests/data/lingbi_suggestions))

export PYTHONUTF8 = 1

PORT ?= 8000

.PHONY: demo test lint acceptance chaos bench screenshots lock clean runtime tools

demo: runtime
	@exec $(PY) -m congress_poverty.stack --demo --die-with-parent $(if $(RESET),--reset) $(if $(PACK),--pack $(PACK))

test: tools
	@$(PY) -m pytest -n 2 $(ARGS)

lint: tools
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@.venv/bin/lint-imports
	@$(PY) manage.py makemigrations --check --dry-run

acceptance: tools
	@$(PY) -m tests.acceptance "$(LINGBI)"
	@$(PY) -m tests.replay "$(HISTORY)"

chaos: tools
	@$(PY) -m tests.chaos

bench: tools
	@$(PY) -m tests.bench

screenshots: tools
	@$(PY) -m tests.journeys.screenshots http://127.0.0.1:$(PORT)

# One lock for every platform and every Python from 3.11 on, hence "universal".
lock: runtime
	@$(PY) -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --no-header requirements.in -o requirements.txt
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --no-header requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	@$(PYTHON) .ci/venv requirements.txt

tools:
	@$(PYTHON) .ci/venv requirements-dev.txt
