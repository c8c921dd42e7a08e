#!/usr/bin/env bash
# Ripple on real histories: files and width foretold from each commit's description, the parent tree and older history
# usage: ./dev bench ripple DIR... [--commits 350] [--train] [--json]. DIR: a git repository that is already here (bare or not).
# --train: each repository is measured with weights learned on the others (its slices in a second replay), and
# data/ripple.toml is written anew. Slices of every second commit; their own few numbers (slice/words.cpp) are not learned here.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
build="$root/build/release"
commits=350 train="" json="" dirs=()
while [ $# -gt 0 ]; do
  case "$1" in
    --commits) commits="$2"; shift ;;
    --train) train=1 ;;
    --json) json=1 ;;
    -*) echo "ripple: unknown option $1"; exit 2 ;;
    *) dirs+=("$1") ;;
  esac
  shift
done
[ ${#dirs[@]} -gt 0 ] || dirs=("$root")
[ -z "$train" ] || [ ${#dirs[@]} -gt 2 ] || { echo "ripple: --train wants three repositories or more"; exit 2; }

ninja -C "$build" ripple_replay >/dev/null
work="${XDG_CACHE_HOME:-$HOME/.cache}/weir-bench"
python="$work/numpy/bin/python"
if [ ! -x "$python" ]; then
  python3 -m venv "$work/numpy"
  "$python" -m pip -q install --require-hashes --only-binary :all: -r "$here/ripple/requirements.txt"
fi

dumps="$(mktemp -d)"
trap 'rm -rf "$dumps"' EXIT
names=() named=()
for dir in "${dirs[@]}"; do
  name="$(basename "$dir" .git)"
  [ "$name" != repo ] || name="$(basename "$(dirname "$dir")")"
  name="${name##*+}"
  names+=("$name")
  named+=("$name=$dumps/$name")
done
replay() { # index of the repository, further options
  "$build/bin/ripple_replay" "${dirs[$1]}" --commits "$commits" "${@:2}" >"$dumps/${names[$1]}.json"
}
slices=(--slices)
[ -z "$train" ] || slices=() # their weights are not learned yet
for i in "${!dirs[@]}"; do replay "$i" --out "$dumps/${names[$i]}" "${slices[@]}"; done
export OPENBLAS_NUM_THREADS=1
options=()
[ -z "$train" ] || options=(--train "$root/data/ripple.toml" --folds "$dumps")
"$python" "$here/ripple/train.py" "${named[@]}" "${options[@]}" >"$dumps/report"
[ -z "$train" ] || for i in "${!dirs[@]}"; do replay "$i" --slices --weights "$dumps/${names[$i]}.toml"; done
"$python" "$here/ripple/report.py" "$dumps/report" "$dumps" ${json:+--json}
