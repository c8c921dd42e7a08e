#!/usr/bin/env bash
# hard edges of a repository against a table made by hand: --repo DIR [--table bench/edges/otel-demo.tsv]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
# The table's repository at the table's commit is fetched by whoever runs this, never committed. Without --table the
# edges are printed; with --drift what uses say that no interface file has.
nice cmake --build "$root/build/release" --target bench_edges
exec "$root/build/release/bin/bench_edges" "$@"
