#!/bin/sh
# Formatter, linter, type checker and the folders' contracts, then the tests; arguments go on to pytest.
set -eu
bin="$(dirname "$0")/../.venv/bin"
cd "$(dirname "$0")/.."
.venv/bin/ruff format --check .
.venv/bin/ruff check .
.venv/bin/mypy
.venv/bin/lint-imports --no-cache --no-timing 2>/dev/null || .venv/bin/lint-imports
exec .venv/bin/pytest "$@"
