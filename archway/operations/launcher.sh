#!/bin/sh
# The command `archway`; `make setup` puts it into .venv/bin. Paths it is given are read from the project's root.
cd "$(dirname "$0")/../.." && exec .venv/bin/python -m archway.operations.cli "$@"
