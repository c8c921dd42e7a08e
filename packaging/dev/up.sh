# ./dev up: from a bare machine to an answer.
dev_up() {
  help_for "./dev up [--small]
Sets up, builds the release preset, starts weir and sends the demo's requests.
--small takes SmolLM2 (98 MB) instead of Qwen2.5-Coder-0.5B (491 MB).
  example: ./dev up" "$@"
  local begin=$SECONDS small=()
  [ "${1:-}" != --small ] || small=(--small)
  if [ -x build/release/bin/weir ] && [ -f build/release/.built ] && [ "$(git rev-parse HEAD 2>/dev/null)" = "$(cat build/release/.built)" ] && [ -z "$(git status --porcelain 2>/dev/null)" ]; then
    say "build          as it was: $(cut -c1-12 build/release/.built)"
  else
    dev_setup "${small[@]}"
    step build "release" dev_build release
    git rev-parse HEAD >build/release/.built 2>/dev/null || true
  fi
  build/release/bin/weir up "${small[@]}"
  say "               up after $((SECONDS - begin)) s"
  build/release/bin/weir doctor || true
  build/release/bin/weir demo
}
