# One process: make run. Everything checked: make test, make test-browser.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest -q
export PORT

.PHONY: run setup setup-dev lint test test-sqlite test-servers test-browser test-faults bench lock messages screenshots clean

run: setup
	@mkdir -p "$${DATA_DIR:-var}"
	@test -n "$$SECRET_KEY" || test -s "$${DATA_DIR:-var}/secret-key" || $(BIN)/python -c "import secrets; print(secrets.token_urlsafe(48))" > "$${DATA_DIR:-var}/secret-key"
	@$(MANAGE) serve --prepare

setup: .venv/.installed static/vendor/.stamp locale/en/LC_MESSAGES/django.mo

setup-dev: setup .venv/.installed-dev

.venv/.created:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed; say which with make PYTHON=python3.11')"
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.installed: .venv/.created requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

static/vendor/.stamp: package-lock.json .venv/.installed core/vendor.py $(wildcard static/*.css)
	$(BIN)/python -m core.vendor
	@touch $@

locale/en/LC_MESSAGES/django.mo: locale/en/LC_MESSAGES/django.po .venv/.installed
	@$(BIN)/pybabel --quiet compile --domain django --directory locale

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	DEBUG=1 $(MANAGE) makemigrations --check --dry-run
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

test: lint test-sqlite test-servers

test-sqlite: setup-dev
	@echo "== SQLite, one process"
	env -u DATABASE_URL -u REDIS_URL $(PYTEST) -n 2 -m "not browser and not fault"

# The same tests on PostgreSQL and Redis: those named in the environment, else those on the standard local ports.
# All but what asks for neither: see tests/conftest.py.
test-servers: setup-dev
	@$(BIN)/python -m tests.servers $(PYTEST) -n 2 -m "not browser and not fault"

# BROWSER=short: without what takes longest, and both widths only for the ways that everybody goes.
test-browser: setup-dev
	@echo "== Chromium on SQLite"
	env -u DATABASE_URL -u REDIS_URL $(PYTEST) -n 2 --dist loadfile -m browser tests/browser
	@$(BIN)/python -m tests.servers $(PYTEST) -m "browser and both_databases" tests/browser

# FAULTS=short: the form that runs with every change. FAULT_SEED=…: the same chances again.
test-faults: setup-dev
	@echo "== Faults on SQLite"
	env -u DATABASE_URL -u REDIS_URL $(PYTEST) -m fault tests/faults
	@$(BIN)/python -m tests.servers $(PYTEST) -m fault tests/faults

# Ratios against a bare baseline in the same run; on SQLite, or on the database of DATABASE_URL.
bench: setup-dev
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.publishing
	@$(BIN)/python -m benchmarks.bench_outbox
	@$(BIN)/python -m benchmarks.planner --large

screenshots: setup-dev
	$(BIN)/python docs/make_screenshots.py

lock: setup-dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" requirements-dev.in -o requirements-dev.txt

# Needs GNU gettext. Dutch stands in the source; English in locale/en.
messages: setup-dev
	DEBUG=1 $(MANAGE) makemessages --locale en --ignore "node_modules/*" --ignore ".venv/*" --ignore "tests/*" --ignore "staticfiles/*" --ignore "var/*" --ignore "static/*" --no-location

clean:
	rm -rf .venv node_modules static/vendor staticfiles
