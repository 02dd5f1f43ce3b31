# make run          set up what is missing and open vaulttui (make run ARGS="list" for a command)
# make test         set up what is missing and run the tests (make test ARGS="tests/domain -x")
# make check        lint, layout, types, import contracts
# make bench        the budgets, measured beside their floors
# make torture      the slow families of tests in their full form
# make screenshots  write the pictures in screenshots/ anew
# make pins         requirements/*.txt anew from pyproject.toml and dev.in
# make clean        remove what these made
#
# PYTHON=python3.13 chooses the interpreter; otherwise the first that is 3.11 or newer is taken.

SHELL := /bin/sh
ARGS ?=
PYTHON ?=
BIN := .venv/bin

# A set-up is done when its stamp exists. The stamp's name holds a checksum of what went in,
# of the chosen PYTHON, and of this folder's path, which is written into .venv.
# A python that was removed from the system leaves a dangling link, which realpath does not follow.
checksum = $(shell { echo "$(CURDIR) $(PYTHON)"; cat pyproject.toml $(1); } | cksum | tr -cd '0-9')
alive := $(realpath $(BIN)/python)
run_pins := requirements/run.txt
dev_pins := requirements/run.txt requirements/dev.txt
dev_stamp := .venv/.dev-$(call checksum,$(dev_pins))
run_stamp := .venv/.run-$(call checksum,$(run_pins))
dev_done := $(and $(alive),$(wildcard $(dev_stamp)))
run_done := $(or $(dev_done),$(and $(alive),$(wildcard $(run_stamp))))

.PHONY: run test check bench torture screenshots pins clean run-setup dev-setup help

help:
	@sed -n 's/^# \{0,1\}//p; /^$$/q' Makefile

run: run-setup
	@$(BIN)/vaulttui $(ARGS)

# Three on two cores: while one waits for a program it started, the others go on.
test: dev-setup
	@$(BIN)/python -m pytest -n 3 $(ARGS)

check: dev-setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy src tests
	$(BIN)/lint-imports --no-logo

bench: dev-setup
	@$(BIN)/python -m tests.bench $(ARGS)

torture: dev-setup
	@$(BIN)/python -m pytest --torture -n 2 $(ARGS)

screenshots: dev-setup
	@$(BIN)/python -m pytest -q tests/tui/test_pictures.py --snapshot-update $(ARGS)

run-setup: ; $(if $(run_done),@:,@requirements/install.sh $(run_stamp) "$(PYTHON)" $(run_pins))
dev-setup: ; $(if $(dev_done),@:,@requirements/install.sh $(dev_stamp) "$(PYTHON)" $(dev_pins))

pins:
	@requirements/pin.sh "$(PYTHON)"

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis \
	  .coverage dist snapshot_report.html
	find src tests -name __pycache__ -prune -exec rm -rf {} +
