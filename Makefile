# `make` lists the targets. Each sets up what it needs in .venv, from pinned and hash-checked requirements.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
TIMELINE := $(VENV)/bin/python -m builder
LOCALE := themes/default/locale

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: $(VENV)/.build ## Build the site into output/
	$(TIMELINE) build $(ARGS)

serve: $(VENV)/.build ## Show the site while you edit it, at http://localhost:8000/
	$(TIMELINE) serve $(ARGS)

check: $(VENV)/.build ## Report every problem in content/, write nothing
	$(TIMELINE) check $(ARGS)

new: $(VENV)/.build ## Scaffold an event: make new ARGS='"Title" --date 2022-09~ --location panjshir'
	$(TIMELINE) new $(ARGS)

test: $(VENV)/.dev ## Run every test, browser tests included
	@.ci/tools
	$(VENV)/bin/ruff check builder tests
	$(VENV)/bin/mypy
	$(VENV)/bin/python -m pytest $(ARGS)

bench: $(VENV)/.dev ## Time the builder side by side with Hugo: make bench ARGS="--events 300,10000 --rounds 5"
	$(VENV)/bin/python -m tests.bench $(ARGS)

fix: $(VENV)/.dev ## Mend what the linter can mend
	$(VENV)/bin/ruff check --fix builder tests

words: $(VENV)/.dev ## Bring the catalogue up to date with what code and templates say
	$(VENV)/bin/pybabel --quiet extract -F themes/babel.cfg -k plural:1,2 --no-location --sort-output --omit-header -o $(LOCALE)/messages.pot builder themes/default
	sed '/^$$/q' $(LOCALE)/en.po | cat - $(LOCALE)/messages.pot > $(LOCALE)/en.new && mv $(LOCALE)/en.new $(LOCALE)/en.po

lock: $(VENV)/.dev ## Pin the newest dependencies, with hashes
	$(VENV)/bin/python -m pip install --quiet pip-tools
	cd requirements && for f in build dev; do ../$(VENV)/bin/pip-compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --no-header --allow-unsafe -o $$f.txt $$f.in; done

clean: ## Remove what was built; the next build makes it again
	rm -rf .cache $(VENV) output/* output/.timeline* output/.stage output/.nojekyll

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.build: $(VENV)/bin/python requirements/build.txt
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python requirements/dev.txt
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.build

.PHONY: help build serve check new test bench fix words lock clean
