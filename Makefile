# CAS Portal. `make help` lists what there is to do. Only Python 3.11+ (with venv), make and git are needed.
.DEFAULT_GOAL := help
.PHONY: help run reset test check cases matrix smoke bench drill pages
MAKEFLAGS += --no-print-directory
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell for name in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
NEED_PYTHON = CAS Portal needs Python 3.11 or newer and none was found: install python3.11 with its venv module \
	(Debian: apt install python3 python3-venv), then run make again, or name one with make PYTHON=/path/to/python3.
LAUNCH = @$(if $(PYTHON),exec $(PYTHON) -m cas_portal.launcher,echo "$(NEED_PYTHON)" >&2; exit 1; :)

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-7s %s\n' "$$name" "$$text"; done

run: ## start the portal with its own servers and the demo community; Ctrl-C stops it (PORT=8001 for another port)
	$(LAUNCH) run

reset: ## delete this clone's data, after asking (YES=1: without asking), so that the next start is the first
	$(LAUNCH) reset $(if $(YES),--yes)

test: ## every test, in parallel, with servers and a browser of its own (ARGS="tests/clients -x" for some of them)
	$(LAUNCH) test -n auto --dist worksteal $(ARGS)

check: ## ruff, mypy, djlint, import-linter, migrations complete and linear, every template used
	$(LAUNCH) check

cases: ## which rule cases of the policy have a passing test, by letter, and which are missing
	$(LAUNCH) test -p tests.cases -m case -n auto -q

matrix: ## every address and API route x method x 12 principals x 4 relations: who is told what, counted
	$(LAUNCH) test -p tests.matrix.report -m matrix -n auto -q

smoke: ## fresh clone of HEAD, make run, the main job in Chromium, stop
	$(LAUNCH) smoke

bench: ## the measured ratios, each against its budget
	$(LAUNCH) test -m bench -n 0 -q -s

drill: ## the heavy proofs: launcher killed hard, races, faults
	$(LAUNCH) test -m drill -n 0

pages: ## every page as every role at 1280 and 360 px, examined, with pictures in .local/pages (PAGES=clients for some)
	$(LAUNCH) test tests/walk -m drill -n 0 -q
pages: export CAS_PICTURES = $(CURDIR)/.local/pages
pages: export CAS_PAGES = $(PAGES)
