# All that a developer or CI runs. Each target makes the environment that it needs.

ENVIRONMENT := .venv
BIN := $(ENVIRONMENT)/bin
READY := $(ENVIRONMENT)/.ready
# The hand-written client, which shares its import name with our package, lives on its own.
BRAYNS := $(ENVIRONMENT)/brayns-3.10.1
# The first Python on the path that is new enough; give PYTHON=... for another one.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
# Backends that are not ours, as peers of tests.
NPM_PEERS := @open-rpc/server-js@1 @modelcontextprotocol/server-everything@2026 @foundry-rs/anvil-linux-amd64@1
# A running instance to generate from (host:port); the reference backend is started without it.
URI ?=
SOURCES := runtime codegen backend explore generated tests examples benchmarks

SHELL := bash
.SHELLFLAGS := -o pipefail -c
# Installs with the Python $(1) what $(2) says, which takes minutes, and names each package that it
# is at. What pip warns of is in pip.log of the environment, and shown if it fails.
define pip-install
@$(1) -m pip install --disable-pip-version-check --progress-bar off $(2) 2> $(ENVIRONMENT)/pip.log \
| while read -r what name rest; do case "$$what $$name" in \
	Collecting*) printf '%s ' "$${name%%[^[:alnum:]._-]*}";; \
	'Installing collected') printf '\ninstalling all of these\n';; esac; done \
|| { printf '\n'; cat $(ENVIRONMENT)/pip.log; exit 1; } >&2
endef

.DEFAULT_GOAL := help
.PHONY: help install regen test test-explorer lint types peers demo docs pictures bench soak fuzz clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(READY)  ## make the environment in .venv

$(READY): pyproject.toml
	@test -n '$(PYTHON)' || { echo 'livebind needs Python 3.11 or newer: give make PYTHON=/path/to/python' >&2; exit 1; }
	@echo 'making the environment in $(ENVIRONMENT) with $(PYTHON): that takes a minute or two'
	@$(PYTHON) -m venv $(ENVIRONMENT)
	$(call pip-install,$(BIN)/python,--editable '.[dev]')
	@touch $@
	@echo 'ready: try $(BIN)/livebind --help'

$(BRAYNS)/.ready: $(READY)
	@echo 'making an environment for the hand-written client in $(BRAYNS)'
	@$(BIN)/python -m venv $(BRAYNS)
	$(call pip-install,$(BRAYNS)/bin/python,brayns==3.10.1)
	@touch $@

regen: $(READY)  ## write generated/brayns from URI=host:port, or from the reference backend
	@$(BIN)/python -m livebind_codegen.regen $(if $(URI),--uri $(URI))

test: $(BRAYNS)/.ready  ## everything that CI checks
	@$(MAKE) --no-print-directory --jobs=4 checks tests-of-generator tests-of-backend tests-of-others

# Checkers and tests beside each other, as most of the tests wait for something.
.PHONY: checks tests-of-generator tests-of-backend tests-of-others
checks:
	@$(MAKE) --no-print-directory lint types
tests-of-generator:
	@$(BIN)/python -m pytest --quiet tests/codegen tests/docs
tests-of-backend:
	@$(BIN)/python -m pytest --quiet -m 'not long' tests/backend tests/conplyent tests/explore
tests-of-others:
	@$(BIN)/python -m pytest --quiet $(addprefix --ignore=tests/,backend codegen conplyent docs explore)

test-explorer: $(READY)  ## all tests of the page in a browser, which take ten minutes
	@$(BIN)/python -m pytest --quiet tests/explore

lint: $(READY)  ## ruff and black
	$(BIN)/ruff check .
	$(BIN)/black --quiet --check --diff $(SOURCES)

types: $(READY)  ## mypy and pyright, both strict
	$(BIN)/mypy $(SOURCES)
	$(BIN)/pyright

peers:  ## bring the real backends that tests speak to: npm's to build/peers, PyPI's to build/
	@npm install --silent --no-audit --no-fund --prefix build/peers $(NPM_PEERS)
	@python3 -m venv build/mcp-server
	@build/mcp-server/bin/pip install --quiet --disable-pip-version-check 'mcp>=2.3' 'openrpc>=11.1'
	@echo 'Debian has the others: apt-get install chromium qemu-system-x86'

demo: $(READY)  ## render snapshot.png with examples/snapshot.py
	@$(BIN)/python examples/run_demo.py

docs: $(READY)  ## build the documents as a site in build/site
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

pictures: $(READY)  ## draw the pictures of README and documents anew
	PYTHONPATH=tests $(BIN)/python tests/docs/draw_pictures.py

bench: $(READY) $(BRAYNS)/.ready  ## compare the speed with other clients, for README.md
	@$(BIN)/python benchmarks/run.py
	@$(BIN)/python benchmarks/report.py

soak: $(READY)  ## let many clients and hostile ones at the reference backend for a minute
	PYTHONPATH=tests $(BIN)/python -m backend.soak

fuzz: $(READY)  ## fuzz the protocol with atheris until it finds something or is stopped
	$(call pip-install,$(BIN)/python,--editable '.[fuzz]')
	PYTHONPATH=tests $(BIN)/python tests/fuzz/fuzz_protocol.py

clean:  ## remove the environment and all caches
	rm -rf $(ENVIRONMENT) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +
