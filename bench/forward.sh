#!/usr/bin/env bash
# CPU per forwarded request and memory, weir beside nginx proxy_pass in turns (needs nginx and wrk)
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
for tool in nginx wrk; do command -v "$tool" >/dev/null || { echo "forward: $tool is missing (apt-get install nginx-light wrk)"; exit 2; }; done
nice cmake --build "$here/../build/release" --target weir bench_unkept
exec /usr/bin/python3 "$here/forward.py" "$@"
