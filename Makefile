# make demo    the shipped specs over their demonstration facts, from nothing, within a minute
# make test    the tests; ALL=1 makes a skipped test a failure, ARGS='-k bands' goes to pytest
# make check   format, lint and types
# make bench   side by side with hand-written SQL and with peers
# make docs    the documents as a site, build/site
# make peers   the benchmark of peers, in an environment that has them all
# make soak    the long random tests
# make vscode  the extension for VS Code, editors/vscode/dist/iku.vsix; needs node and npm
# make charts  the part of Apache ECharts that reports draw with; needs node and npm
# make clean   remove all that these made

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CORE := .venv/.core-installed
DEV := .venv/.dev-installed
DOCS := .venv/.docs-installed
ALL_DEV := .venv/.all-installed
PEERS := build/peers/.installed

SPECS := indicator_specs/kemensos
FACTS := $(SPECS)/fakta
DEMO := build/demo

.PHONY: demo test check bench docs peers soak vscode charts clean
.DELETE_ON_ERROR:

demo: export IKU_STORE = sqlite:///$(DEMO)/iku.db
demo: export IKU_SPECS = $(SPECS)
demo: $(CORE)
	rm -rf $(DEMO)
	mkdir -p $(DEMO)
	$(BIN)/iku-engine import $(patsubst %,$(FACTS)/%.csv,daerah perjanjian asistensi espm lke lhe daftar monev)
	$(BIN)/iku-engine import $(FACTS)/asistensi-2021.csv --into asistensi --period 2021
	$(BIN)/iku-engine eval --period 2025

# Compiled code is kept, whatever is set: tests start the command line some hundred times.
test: export PYTHONDONTWRITEBYTECODE =
test: $(if $(filter 1,$(ALL)),$(ALL_DEV),$(DEV))
	$(if $(filter 1,$(ALL)),IKU_TEST_ALL=1 )$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal $(ARGS)

check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(DEV)
	$(BIN)/python -m bench $(ARGS)

docs: $(DOCS)
	$(BIN)/python -m mkdocs build --strict --config-file website/mkdocs.yml

peers: $(PEERS)
	DO_NOT_TRACK=1 build/peers/bin/python -m bench peers

soak: $(DEV)
	$(BIN)/pytest -m soak $(ARGS)

vscode: $(CORE)
	$(BIN)/python -m iku_dsl.editing.textmate editors/vscode
	cd editors/vscode && npm ci --no-audit --no-fund && npm run package

charts:
	cd cli/charts && npm ci --no-audit --no-fund && npm run build

clean:
	rm -rf editors/vscode/node_modules editors/vscode/dist cli/charts/node_modules
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment: made once, installed again when pyproject.toml changes. Each stamp is written only after its step succeeded.
.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'iku-engine needs Python 3.11 or newer; name one: make PYTHON=python3.11' >&2; exit 1; }
	$(PYTHON) -m venv .venv
	touch $@

$(CORE): pyproject.toml .venv/.made
	$(PIP) --editable .
	touch $@

$(DEV): pyproject.toml .venv/.made
	$(PIP) --editable '.[dev]'
	touch $(CORE) $@

$(DOCS): pyproject.toml .venv/.made
	$(PIP) --editable '.[docs]'
	touch $(CORE) $@

# What peers need does not go together with what we do.
$(PEERS): pyproject.toml
	$(PYTHON) -m venv build/peers
	build/peers/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[peers]'
	touch $@

# Spark is half a gigabyte: only for those who let no test be skipped.
$(ALL_DEV): pyproject.toml .venv/.made
	$(PIP) --editable '.[dev,spark,docs]'
	touch $(CORE) $(DEV) $(DOCS) $@
