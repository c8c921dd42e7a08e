# What the verbs share: places, step lines, help.
cache="${XDG_CACHE_HOME:-$HOME/.cache}/weir"
weir_cache="${WEIR_CACHE:-$cache}"
jobs="${WEIR_JOBS:-2}"

dev_help() {
  cat <<'TXT'
./dev setup          installs what weir is built from (Debian packages, llama.cpp, model weights)
./dev up             setup, build, start, demo: from a bare machine to an answer
./dev build [PRESET] builds dev, release, tsan or fuzz (release)
./dev test [LABEL]   builds the dev preset and runs its tests, or one label of them
./dev fmt            formats what git sees as changed
./dev lint [--all]   clang-tidy over changed files, or all
./dev bench [NAME]   benchmarks; without a name lists them
./dev fuzz [SECONDS] each fuzzer for a while
./dev tsan           the parts with threads under ThreadSanitizer
TXT
}

# help_for VERB TEXT "$@": prints the text and ends when --help was asked.
help_for() {
  local text="$1"
  shift
  for word in "$@"; do
    case "$word" in --help | -h) echo "$text"; exit 0 ;; esac
  done
}

say() { printf '%s\n' "$*"; }

# step LABEL TEXT COMMAND...: one line a step with its time; output goes to a log that is shown when it fails.
step() {
  local label="$1" text="$2" log begin
  shift 2
  mkdir -p build/log
  log="build/log/${label//[^a-z0-9]/}.log"
  begin=$SECONDS
  printf '%-14s %-52s ' "$label" "$text"
  if "$@" >"$log" 2>&1; then
    printf 'done %6d s\n' $((SECONDS - begin))
  else
    printf 'FAILED\n'
    tail -n 40 "$log"
    say "the whole output: $log"
    return 1
  fi
}
