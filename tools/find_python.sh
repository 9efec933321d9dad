#!/bin/sh
# Print the first Python on PATH that Sonochrome supports (3.11 to 3.13), or say what to install.
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; then
        if ! "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            echo "sonochrome: $candidate has no venv module; on Debian and Ubuntu: sudo apt-get install -y python3-venv" >&2
            exit 1
        fi
        echo "$candidate"
        exit 0
    fi
done
echo "sonochrome: no Python 3.11, 3.12 or 3.13 found; install one (Debian and Ubuntu: sudo apt-get install -y python3 python3-venv)" >&2
exit 1
