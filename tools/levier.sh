#!/bin/sh
# The command `levier`: the project's own interpreter on the project's own manage.py, from any folder.
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
exec "$root/.venv/bin/python" "$root/manage.py" "$@"
