#!/usr/bin/env bash
# Half-made renames planted in public repositories: what is left behind is named, decoys are not (--repos DIR)
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repos="" json=""
while [ $# -gt 0 ]; do
  case "$1" in
    --repos) repos="$2"; shift 2 ;;
    --json) json="--json"; shift ;;
    *) echo "planted: --repos DIR [--json]; DIR holds work trees, or git directories (their HEAD is unpacked)"; exit 2 ;;
  esac
done
[ -n "$repos" ] || { echo "planted: --repos DIR is missing"; exit 2; }
cmake --build "$here/../build/release" --target planted_bench >/dev/null
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
for dir in "$repos"/*; do
  [ -d "$dir" ] || continue
  name="$(basename "$dir")"
  tree="$dir"
  git_dir="$dir"
  [ -d "$dir/repo" ] && git_dir="$dir/repo"
  if [ -f "$git_dir/HEAD" ] && [ -d "$git_dir/objects" ]; then
    tree="$work/$name"
    mkdir -p "$tree"
    # A partial clone may lack large blobs: what there is will do.
    GIT_INDEX_FILE="$work/index" git --git-dir="$git_dir" read-tree HEAD 2>/dev/null || true
    GIT_INDEX_FILE="$work/index" git --git-dir="$git_dir" --work-tree="$tree" checkout-index -a -f 2>/dev/null || true
    if [ -z "$(ls -A "$tree")" ]; then echo "$name: cannot be unpacked"; continue; fi
  fi
  "$here/../build/release/bin/planted_bench" $json "$name" "$tree"
  [ "$tree" = "$dir" ] || rm -rf "$tree"
done
