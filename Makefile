# Each of these does the whole set-up on a fresh machine by itself, and is fast the second time.
#   make install   virtual environment in .venv, pinned packages, system libraries (Debian/Ubuntu)
#   make demo      play the demo song: the viewer where there is a display, a contact sheet and a report in demo/
#   make test      linters, type checker, contracts, tests
#   make soak      tests too long for make test; with real music: make soak DATA=DIR
#   make weights   train every shipped weight file anew and compare: make weights DATA=DIR (needs the training extra)
#   make benchmark the timed budgets of tests/benchmarks
#   make device    build max_device/Sonochrome.amxd

VENV := .venv
STAMP := $(VENV)/installed
BIN := $(VENV)/bin
DATA ?=

.PHONY: help install demo test soak weights benchmark device clean system

help:
	@sed -n 's/^#   make/make/p' Makefile

install: $(STAMP)
	@echo "sonochrome: installed in $(VENV); start with $(BIN)/sonochrome --help"

system:
	@./tools/system_libraries.sh

# The stamp holds a checksum of what decides the environment, not a time: a fresh clone's file times mean nothing.
$(STAMP): system FORCE
	@sum=$$(cat pyproject.toml constraints.txt tools/find_python.sh | cksum); \
	if [ -f $(STAMP) ] && [ "$$sum" = "$$(cat $(STAMP))" ] && $(BIN)/python -c 'import sonochrome' 2>/dev/null; then exit 0; fi; \
	set -e; rm -f $(STAMP); python=$$(./tools/find_python.sh); \
	echo "sonochrome: setting up $(VENV) with $$python"; \
	[ -x $(BIN)/python ] || $$python -m venv $(VENV); \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt setuptools wheel; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -c constraints.txt -e ".[dev]"; \
	echo "$$sum" > $(STAMP)

FORCE:

demo: $(STAMP)
	@./tools/demo.sh

test: $(STAMP)
	@./tools/check.sh

soak: $(STAMP)
	@./tools/check.sh --soak -m soak --timeout 3600 $(if $(DATA),--data "$(DATA)")

weights: $(STAMP)
	@[ -n "$(DATA)" ] || { echo "sonochrome: say where the research data is: make weights DATA=DIR"; exit 2; }
	@$(BIN)/python -m training.reproduce --data "$(DATA)"

benchmark: $(STAMP)
	@for file in tests/benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

device: $(STAMP)
	@$(BIN)/python -m max_device.build

clean:
	rm -rf $(VENV) demo build dist *.egg-info
