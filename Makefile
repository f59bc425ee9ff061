# Two commands do everything on a machine with Python 3.11 or newer: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# files are handed out in their order: those of `tests/unit`, which are quick, come last, so that no process waits long
PARALLEL := --numprocesses auto --dist loadfile --no-loadscope-reorder

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test lint bench proof mutate docs clean
.DEFAULT_GOAL := demo

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("ต้องใช้ Python 3.11 ขึ้นไป · Python 3.11 or newer is needed: make PYTHON=python3.12 demo" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --no-compile --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY)  ## the main job on the repository's synthetic sample
	@$(BIN)/cvm demo

test: $(READY)  ## the whole test suite
	@$(BIN)/python -m pytest $(PARALLEL)

lint: $(READY)  ## style and types, and whether the lock holds all that its packages ask for
	$(BIN)/python -m pip check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)  ## speed as ratios in one run; SCALE=national YEARS=5 RUNS=3; writes build/bench/
	@$(BIN)/python -m tests.bench

proof: $(READY)  ## the full counts of every long proof; writes build/proof/
	@CVM_PROOF=full $(BIN)/python -m pytest $(PARALLEL) --junit-xml=build/proof/results.xml

mutate: $(READY)  ## faults seeded in the SQL, one by one, each to be caught; writes build/proof/mutations.md
	@$(BIN)/python -m tests.mutation

docs: $(READY)  ## dbt's documentation of the built home as one page; writes build/docs/index.html
	@$(BIN)/python -m pipelines.running.docs

clean:  ## removes what the commands above made, but no home with data in it
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis dbt_project/target dbt_project/logs *.egg-info
