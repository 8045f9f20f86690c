# `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
UV := .tools/bin/uv
RASA := $(BIN)/python -m archway.operations.quiet_rasa
DISK_NEEDED_KB := 6000000
READY := .venv/.ready
SCHEMATHESIS := .tools/schemathesis/.ready
STOCK := .tools/stock/.ready
MANIFESTS := .tools/manifests/.ready
ENCODER := build/encoder/manifest.json
LANGUAGE := build/language/.ready
COMMAND := $(BIN)/archway
MODEL := models/.ready
TSC := tests/widget/typescript/node_modules/.bin/tsc
CHROMIUM := $(shell command -v chromium)
CONTENT := $(wildcard actions/content/*.yml actions/content/articles/*.yml)
TRAINED_ON := config.yml domain.yml $(shell find data -name '*.yml') $(filter-out archway/nlu/build.py archway/nlu/adaptation.py archway/nlu/danger_weights.py,$(wildcard archway/nlu/*.py))

.PHONY: help run shell test soak test-cluster benchmark train setup encoder language lint format types validate evaluate adapt danger-weights contacts pictures docs lock clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: $(COMMAND) $(if $(wildcard models/promotions.json),$(ENCODER) $(LANGUAGE),$(MODEL)) ## set up whatever is missing, start the assistant, print its address (ARCHWAY_PORT, default 5005)
	@exec $(COMMAND) serve

shell: $(MODEL) ## talk to the assistant in the terminal
	@exec $(BIN)/python -m archway.operations.shell

test: $(COMMAND) $(MODEL) $(if $(CHROMIUM),,chromium) $(SCHEMATHESIS) lint types validate ## lint, types, data validation and all tests
	@$(BIN)/python -m pytest

soak: $(MODEL) ## let 200 visitors talk at once for a minute; nothing may get lost or doubled (SECONDS, VISITORS)
	@$(BIN)/python -m tests.soak

test-cluster: $(MODEL) $(MANIFESTS) engines ## several of everything under load, while one part after the other fails (PostgreSQL, Redis, nginx)
	@$(BIN)/python -m pytest -m cluster tests/deploy -s

benchmark: $(MODEL) $(STOCK) ## Archway beside a stock Rasa FAQ bot, about 45 minutes (MINUTES: leave out what takes longer; QUICK=1: just see that it works)
	@$(BIN)/python -m benchmarks.run

train: $(LANGUAGE) $(ENCODER) ## train a model to try on data/ (`archway train` makes a release that can go live)
	@$(RASA) train --quiet
	@touch $(MODEL)

setup: $(READY) $(COMMAND) ## make .venv from the hash-pinned lock, with the command `archway` in it

encoder: $(ENCODER) ## build the sentence encoder from its weights, if it is missing or its code changed

language: $(LANGUAGE) ## build the spaCy pipeline from the content, if it is missing or the content changed

lint: $(READY) ## check style
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

format: $(READY) ## mend style
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

types: $(READY) $(if $(shell command -v npm),$(TSC)) ## check types; those of the widget where npm is installed
	@$(BIN)/mypy
	@if [ -x $(TSC) ]; then $(TSC) -p tests/widget/typescript; else echo "archway: npm is not installed, so the types of widget/ are not checked"; fi

validate: $(LANGUAGE) ## check Rasa's training data; warnings count as errors
	@$(RASA) data validate --fail-on-warnings

evaluate: $(COMMAND) $(MODEL) ## judge the newest model on the test sets, write evaluation/
	@$(COMMAND) evaluate

adapt: $(READY) ## fit the encoder to the examples anew (minutes; worth it after a large change of data/nlu)
	@$(BIN)/python -W ignore -m archway.nlu.adaptation

danger-weights: $(ENCODER) ## learn anew how much each sign of danger counts, and print it
	@$(BIN)/python -m archway.nlu.danger_weights

contacts: $(READY) ## put the crisis contacts of support.yml into the domain
	@$(BIN)/python -m archway.operations.contacts

pictures: $(MODEL) $(if $(CHROMIUM),,chromium) ## take the pictures of docs/pictures/ anew
	@$(BIN)/python -m tests.widget.pictures

docs: $(READY) ## write the pages of docs/ that are made from the code
	@$(BIN)/python -m archway.operations.settings_page

lock: $(UV) ## resolve the dependencies of pyproject.toml anew
	@$(UV) pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --upgrade -o requirements.lock
	@printf 'check-jsonschema\nkubernetes-validate\n' | $(UV) pip compile - --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --upgrade -o requirements-manifests.lock
	@$(UV) pip compile benchmarks/stock.in --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --upgrade -o requirements-stock.lock
	@echo schemathesis | $(UV) pip compile - --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --upgrade -o requirements-schemathesis.lock

clean: ## remove everything that is made: environment, builds, models, conversations
	@rm -rf .venv .tools .rasa .archway build evaluation results .mypy_cache .ruff_cache .pytest_cache .hypothesis models/*.tar.gz models/releases models/evaluations models/promotions.json $(MODEL) conversations.db*

# --- what is made once -----------------------------------------------------------------------------------------------

$(UV): requirements-tools.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "archway: Python 3.11 is needed, $(PYTHON) is another version; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making the installer's environment …"
	@"$(PYTHON)" -m venv .tools || { echo "archway: python3.11 has no venv module; install Debian's package python3-venv" >&2; exit 1; }
	@.tools/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $< || { echo "archway: the installer could not be downloaded; check the network and run the command again" >&2; rm -rf .tools; exit 1; }
	@touch $@

$(READY): requirements.lock $(UV)
	@free=$$(df -Pk . | awk 'NR==2 {print $$4}'); [ $$free -gt $(DISK_NEEDED_KB) ] || [ -d .venv/lib ] || { echo "archway: $$((free/1000)) MB are free here, $$(($(DISK_NEEDED_KB)/1000)) MB are needed; make room and run the command again" >&2; exit 1; }
	@[ -x $(BIN)/python ] || $(UV) venv --quiet --python "$(PYTHON)" .venv
	@echo "Installing the packages of requirements.lock (the first time takes a minute or two) …"
	@VIRTUAL_ENV=.venv $(UV) pip sync --quiet --require-hashes --compile-bytecode $< || { echo "archway: the packages could not be installed; check network and disk and run the command again, it goes on where it stopped" >&2; exit 1; }
	@cp archway-environment.pth $$($(BIN)/python -c 'import site; print(site.getsitepackages()[0])')/
	@touch $@

$(COMMAND): archway/operations/launcher.sh | $(READY)
	@install $< $@

$(TSC): tests/widget/typescript/package-lock.json
	@npm ci --silent --no-audit --no-fund --prefix $(dir $<) && touch $@

.PHONY: chromium
chromium: # the browser that the tests of the widget use
	@echo "Installing Debian's chromium …"
	@sudo=$$([ "$$(id -u)" = 0 ] || echo "sudo -n"); $$sudo apt-get install -qq -y --no-install-recommends chromium >/dev/null || { echo "archway: the tests of the widget need Chromium; run 'apt-get update && apt-get install chromium' as root" >&2; exit 1; }

$(SCHEMATHESIS): requirements-schemathesis.lock $(UV)
	@$(UV) venv --quiet --allow-existing --python "$(PYTHON)" .tools/schemathesis
	@VIRTUAL_ENV=.tools/schemathesis $(UV) pip sync --quiet --require-hashes $< || { echo "archway: the API's tester could not be installed; check the network and run the command again" >&2; exit 1; }
	@touch $@

$(STOCK): requirements-stock.lock $(UV)
	@echo "Installing stock Rasa …"
	@$(UV) venv --quiet --allow-existing --python "$(PYTHON)" .tools/stock
	@VIRTUAL_ENV=.tools/stock $(UV) pip sync --quiet --require-hashes --compile-bytecode $< || { echo "archway: stock Rasa could not be installed; check the network and run the command again" >&2; exit 1; }
	@cp archway-environment.pth $$(.tools/stock/bin/python -c 'import site; print(site.getsitepackages()[0])')/
	@touch $@

$(MANIFESTS): requirements-manifests.lock $(UV)
	@$(UV) venv --quiet --allow-existing --python "$(PYTHON)" .tools/manifests
	@VIRTUAL_ENV=.tools/manifests $(UV) pip sync --quiet --require-hashes $< || { echo "archway: the schemas of deploy/ could not be installed; check the network and run the command again" >&2; exit 1; }
	@touch $@

.PHONY: engines
engines: # Debian's PostgreSQL, Redis, nginx and kubectl, whichever is missing; apt-get would start them, hence the policy
	@missing=""; PATH=$$PATH:/usr/sbin; \
	ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$$missing postgresql"; \
	command -v redis-server >/dev/null || missing="$$missing redis-server"; \
	command -v nginx >/dev/null || missing="$$missing nginx-light"; \
	command -v kubectl >/dev/null || missing="$$missing kubernetes-client"; \
	[ -z "$$missing" ] || { echo "Installing Debian's$$missing …"; sudo=$$([ "$$(id -u)" = 0 ] || echo "sudo -n"); \
	$$sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 sh -c "apt-get update -qq && apt-get install -qq -y --no-install-recommends $$missing" >/dev/null; } \
	|| { echo "archway: the cluster's tests need$$missing; run 'apt-get update && apt-get install$$missing' as root" >&2; exit 1; }

$(ENCODER): $(READY) archway/nlu/minilm.py archway/nlu/adaptation.npz
	@echo "Building the sentence encoder …"
	@$(BIN)/python -m archway.nlu.build encoder

$(LANGUAGE): $(READY) $(CONTENT) archway/nlu/language.py
	@echo "Building the spaCy pipeline …"
	@$(BIN)/python -m archway.nlu.build language && touch $@

$(MODEL): $(ENCODER) $(LANGUAGE) $(TRAINED_ON)
	@echo "Training a model (some minutes) …"
	@$(RASA) train --quiet || { echo "archway: training failed; the lines above say why" >&2; exit 1; }
	@touch $@
