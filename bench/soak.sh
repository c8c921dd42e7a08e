#!/usr/bin/env bash
# Memory and descriptors over minutes of mixed faults at 50 streams: their slope with its interval
# usage: ./dev bench soak [--minutes 15] [--streams 50] [--seed 1] [--json]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
export WEIR_BIN="${WEIR_BIN:-$here/../build/release/bin/weir}"
exec /usr/bin/python3 -B "$here/soak.py" "$@"
