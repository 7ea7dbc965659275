# Everything a developer types. Each target is one line; the work is in tools/.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test test-sqlite test-pg check bench format messages migrations pictures clean assets \
        python ready ready-dev

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ready ## start the site with demo data on http://127.0.0.1:8000 (PORT=... changes it)
	@exec $(BIN)/python tools/serve.py

test: ready-dev ## the whole suite on SQLite, on PostgreSQL, and in the browser
	@$(BIN)/python tools/suite.py all

test-sqlite: ready-dev ## a quick round: the suite on SQLite, without the browser
	@$(BIN)/python tools/suite.py sqlite

test-pg: ready-dev ## the suite on a PostgreSQL of its own, without the browser
	@$(BIN)/python tools/suite.py pg

check: ready-dev ## format, lint, types, imports, templates, translations
	@sh tools/check.sh

bench: ready-dev ## requests per second, as ratios to a bare page (bench/README.md)
	@$(BIN)/python bench/web.py

format: ready-dev ## put the Python code into its one format
	@$(BIN)/python -m ruff format . && $(BIN)/python -m ruff check --fix .

messages: ready-dev ## collect texts into translations/*/LC_MESSAGES/messages.po
	@$(BIN)/python tools/catalogues.py update

migrations: ready-dev ## write a migration for changed models: make migrations m="add answer"
	@$(BIN)/python -m flask --app wsgi --debug db upgrade && \
	 $(BIN)/python -m flask --app wsgi --debug db migrate -m "$(m)"

pictures: ready-dev ## take the pictures of the help pages from a demonstration of its own
	@$(BIN)/python tools/help_pictures.py

assets: python ## build the style sheets and scripts
	@$(PYTHON) tools/setup.py --assets-only

clean: ## remove everything that can be made again (keeps instance/)
	rm -rf .venv node_modules citizen_app/core/web/static/dist .pytest_cache .mypy_cache .ruff_cache \
	       .import_linter_cache test-results translations/messages.pot
	find citizen_app migrations tests tools bench translations \
	     \( -name __pycache__ -o -name '*.mo' \) -prune -exec rm -rf {} +

python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: install Python 3.11 or newer." >&2; exit 1; }

ready: python
	@$(PYTHON) tools/setup.py

ready-dev: python
	@$(PYTHON) tools/setup.py --dev
