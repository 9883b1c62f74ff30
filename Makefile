# Levier: `make demo` shows it, `make test` proves it, `make check` before a commit.
# Needs Python 3.11+, pip, make and git; everything else is installed below in .tools and .venv.
PYTHON ?= python3
UV := .tools/bin/uv
BIN := .venv/bin
PORT ?= 8000
export UV_PYTHON_DOWNLOADS := never

.PHONY: setup demo test test-sqlite test-postgresql lives check e2e bench lock format clean

setup: .venv/.runtime

$(UV):
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools uv==0.13.9

.venv/bin/levier: $(UV) tools/levier.sh
	test -x .venv/bin/python || PYTHONPATH=.tools $(UV) venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv
	cp tools/levier.sh .venv/bin/levier && chmod +x .venv/bin/levier

# One stamp a set of packages: `sync` removes what a set does not name, so the larger sets stand for the smaller.
.venv/.runtime: requirements/runtime.txt .venv/bin/levier
	test -e .venv/.test || $(MAKE) --no-print-directory install SET=runtime
	touch $@
.venv/.test: requirements/test.txt .venv/bin/levier
	test -e .venv/.e2e || $(MAKE) --no-print-directory install SET=test
	touch $@ .venv/.runtime
.venv/.e2e: requirements/e2e.txt .venv/bin/levier
	$(MAKE) --no-print-directory install SET=e2e
	touch $@ .venv/.test .venv/.runtime

.PHONY: install
install: $(UV)
	PYTHONPATH=.tools $(UV) pip sync --quiet --require-hashes --python .venv/bin/python requirements/$(SET).txt

demo: setup
	PORT=$(PORT) $(BIN)/python tools/demo.py

test: test-sqlite test-postgresql

test-sqlite: .venv/.test
	$(BIN)/python tools/run_tests.py sqlite

test-postgresql: .venv/.test
	$(BIN)/python tools/run_tests.py postgresql

# Thousands of random lives: 5 000 loans (some five minutes) and 500 calls of guarantees (some four).
lives: .venv/.test
	DATABASE_URL=sqlite:///var/test.sqlite3 LEVIER_ENV=test LEVIER_LIVES=5000 $(BIN)/python -m pytest -q -n 2 tests/rules/servicing/test_running_loan_laws.py tests/claims/test_random_lives.py

check: .venv/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --config-file tools/calls.toml --cache-dir .mypy_cache/calls
	PYTHONPATH=. $(BIN)/lint-imports --no-cache
	$(BIN)/djlint --quiet --check --lint levier/web/templates
	$(BIN)/levier makemigrations --check --dry-run
	$(BIN)/levier check --fail-level WARNING

format: .venv/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint --quiet --reformat levier/web/templates

e2e: .venv/.e2e
	$(BIN)/python tools/install_chromium.py
	$(BIN)/python tools/run_tests.py browser

bench: .venv/.test .bench/.installed
	$(BIN)/python -m benchmarks

# What Levier is compared with never enters its own environment.
.bench/.installed: requirements/bench.txt $(UV)
	test -x .bench/bin/python || PYTHONPATH=.tools $(UV) venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .bench
	PYTHONPATH=.tools $(UV) pip sync --quiet --require-hashes --python .bench/bin/python requirements/bench.txt
	touch $@

# Resolves the direct dependencies of requirements/*.in into hashed files that name no registry.
lock: $(UV)
	for set in runtime test e2e bench; do PYTHONPATH=.tools $(UV) pip compile --quiet --universal --generate-hashes \
	  --no-emit-index-url --python-version 3.11 requirements/$$set.in -o requirements/$$set.txt; done

clean:
	rm -rf .venv .tools .bench var
