# Every recipe that people and CI call. `make help` lists them.
# Needs Python 3.11 or newer, make and a package registry; all else is installed in .venv.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
OUT := out

# Chosen in the recipe, since a command may exist (as a shim) and still not run.
PYTHON := python3.11 python3 python3.12 python3.13 python

export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_PYTHON_DOWNLOADS := never
# Start-up time is half import time, so bytecode is always kept.
export PYTHONDONTWRITEBYTECODE :=
unexport VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format pytest docs notebooks screenshots bench lock wheel clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

setup: $(STAMP) ## make .venv and install everything, from the lock

$(STAMP): pyproject.toml uv.lock
	@set -e; if [ ! -x $(BIN)/python ] || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  found=; for python in $(PYTHON); do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	    then found="$$python"; break; fi; done; \
	  if [ -z "$$found" ]; then \
	    echo "Detente needs Python 3.11 or newer and found none (tried: $(PYTHON))." >&2; \
	    echo "Install it, or name one: make PYTHON=/path/to/python3.11" >&2; exit 1; fi; \
	  echo "setting up $(VENV) with $$found"; \
	  "$$found" -m venv --clear $(VENV) || { \
	    echo "$$found cannot make a virtual environment (on Debian: apt-get install python3-venv)." >&2; \
	    exit 1; }; fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8,<1'
	@# A registry that only pip is told about (a mirror in pip's settings) is served by pip itself.
	@$(BIN)/uv sync --frozen --quiet --compile-bytecode || { \
	  echo "uv could not install from the lock; trying pip with the same lock" >&2; \
	  $(BIN)/uv export --frozen --quiet --no-emit-project --output-file $(VENV)/locked.txt >/dev/null && \
	  $(BIN)/python -m pip install --quiet --require-hashes -r $(VENV)/locked.txt && \
	  $(BIN)/python -m pip install --quiet --no-deps --editable .; }
	@$(BIN)/python -m compileall -q src
	@touch $@

run: setup ## set up, then the main job: analyse the Syrian crisis of 2016 into out/
	$(BIN)/detente analyse syria-2016 --out $(OUT)

test: lint pytest ## set up, then every check and every test

lint: setup ## ruff, types, import rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright
	$(BIN)/lint-imports

pytest: setup ## the tests alone (two processes; one thread each for BLAS)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -q -n 2 --dist loadscope

format: setup ## put code and imports in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: setup ## the documentation as a site, in site/; anything that does not fit together fails
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

notebooks: setup ## run the example notebooks anew
	$(BIN)/python -m docs_tools.notebooks

screenshots: setup ## the pictures of the documentation (needs a Chromium; takes minutes)
	$(BIN)/python -m docs_tools.screenshots

bench: setup ## benchmarks, as ratios against a baseline of the same run
	$(BIN)/python -m benchmarks

lock: setup ## renew uv.lock after a change of dependencies
	$(BIN)/uv lock

wheel: setup ## build dist/*.whl
	$(BIN)/uv build --wheel

clean: ## remove .venv, caches and what the program wrote
	rm -rf $(VENV) $(OUT) site build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
