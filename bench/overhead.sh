#!/usr/bin/env bash
# What ripple costs a request: CPU with a warm index beside ripple off, and the I/O thread's while a repository is indexed
# usage: ./dev bench overhead [DIR] [--rounds 10] [--json]. DIR: a git repository that is already here; else examples/shop.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
for tool in nginx wrk; do command -v "$tool" >/dev/null || { echo "overhead: $tool is missing (apt-get install nginx-light wrk)"; exit 2; }; done
exec /usr/bin/python3 "$here/overhead.py" "$@"
