# Every target does its own set-up and may be run again at any time. Paths stay relative: the folder's name may hold spaces.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
FORGE := ./scripts/forge
JOBS ?= 2
ONLY ?=
SCALE ?= 1

.PHONY: help setup demo test test-python test-contracts soak mutants bench lint abis snapshots slither clean

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 18

.setup/python: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "make: Python 3.11 is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(PY) -m pip --disable-pip-version-check install -q --require-hashes -r requirements.lock
	@$(PY) -m pip --disable-pip-version-check install -q --no-deps --no-build-isolation -e .
	@mkdir -p .setup && touch $@

.setup/node: package.json package-lock.json
	@npm ci --ignore-scripts --loglevel=error
	@mkdir -p .setup && touch $@

.setup/artifacts: contracts/artifacts.lock scripts/artifacts .setup/python
	@$(PY) scripts/artifacts
	@mkdir -p .setup && touch $@

setup: .setup/python .setup/node .setup/artifacts ## install everything that is pinned, into this folder
	@$(FORGE) build -q
	@$(PY) -c "from solver.optimizer.route import prepare; prepare('convex')" # compiled once, kept in __pycache__

demo: setup ## run the whole world: chain, auction, relay, rivals, traders, our solver
	@$(PY) -m solver.app.cli demo $(DEMO_ARGS)

test: setup lint test-contracts test-python ## all tests and checks

test-contracts: setup
	@$(PY) scripts/contract-tests
	@$(PY) scripts/abis --check

test-python: setup
	@$(PY) scripts/soak --stale
	@$(PY) -m pytest -n $(JOBS) --dist loadfile -q

soak: setup ## the same tests at full counts, with evidence: make soak [ONLY=area] [SCALE=x]
	@$(PY) scripts/soak --only "$(ONLY)" --scale "$(SCALE)"

mutants: setup ## delete each guard of the contracts, see a named test fail
	@$(PY) scripts/mutants --jobs $(JOBS) --only "$(ONLY)"

bench: setup ## every router side by side in one run: var/bench.json, var/bench.svg; make bench BENCH_ARGS="--full --publish"
	@$(PY) -m pytest tests/bench -q --benchmark-enable --benchmark-only -p no:xdist
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 NUMBA_NUM_THREADS=1 $(PY) -m tests.bench $(BENCH_ARGS)

lint: setup slither ## ruff, mypy, import-linter, forge fmt, forge lint, slither
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check -q
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-cache | tail -n 8
	@$(FORGE) fmt --check
	@FOUNDRY_OUT=.cache/lint/out FOUNDRY_CACHE_PATH=.cache/lint/cache $(FORGE) lint --deny notes

.setup/slither: scripts/slither.lock
	@$(PYTHON) -m venv .venv-slither
	@.venv-slither/bin/python -m pip --disable-pip-version-check install -q --require-hashes -r scripts/slither.lock
	@mkdir -p .setup && touch $@

slither: setup .setup/slither
	@PATH="$$PWD/scripts:$$PATH" FOUNDRY_OUT=.cache/slither/out FOUNDRY_CACHE_PATH=.cache/slither/cache \
		.venv-slither/bin/python -m slither . --config-file slither.config.json

abis: setup ## write abis/ from the build
	@$(PY) scripts/abis

snapshots: setup ## write contracts/snapshots, the gas that the tests hold every run to
	@$(FORGE) test --gas-snapshot-check false --gas-snapshot-emit true

clean: ## remove everything that was installed or built
	@rm -rf .venv .venv-slither .setup .cache node_modules out cache build *.egg-info
