#!/usr/bin/env bash
# Instructions of a forwarded request by stage: wire, session, view, policy, route, ledger (needs valgrind and nginx)
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
for tool in nginx valgrind strip; do command -v "$tool" >/dev/null || { echo "stages: $tool is missing (apt-get install nginx-light valgrind binutils)"; exit 2; }; done
exec /usr/bin/python3 "$here/stages.py" "$@"
