# ./dev build, fmt, lint, fuzz.
dev_build() {
  help_for "./dev build [dev|release|tsan|fuzz]
Configures once and builds; what did not change is not compiled again, and the network is not asked.
  example: ./dev build release" "$@"
  local preset="${1:-release}"
  [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset"
  nice cmake --build "build/$preset" -j "$jobs"
}

changed_sources() {
  { git diff --name-only HEAD; git ls-files --others --exclude-standard; } | grep -E '\.(cpp|h)$' | sort -u || true
}

dev_fmt() {
  help_for "./dev fmt [--all]
clang-format-19 over changed C++ files, or all of them.
  example: ./dev fmt" "$@"
  local files
  if [ "${1:-}" = --all ]; then files=$(git ls-files '*.cpp' '*.h'); else files=$(changed_sources); fi
  [ -z "$files" ] || xargs clang-format-19 -i <<<"$files"
}

# The files that the last commits changed, for a clean clone that has no diff of its own.
lint_files() {
  case "${1:-}" in
    --all) git ls-files 'src/*.cpp' | grep -v '_test.cpp' ;;
    --last) git diff --name-only "$(git rev-list --max-count="${2:-10}" HEAD | tail -n 1)" HEAD -- 'src/*.cpp' | grep -v '_test.cpp' ;;
    *) changed_sources | grep -E '^src/.*\.cpp$' | grep -v '_test.cpp' ;;
  esac
}

dev_lint() {
  help_for "./dev lint [--all | --last N]
clang-tidy-19 with the checks of .clang-tidy over changed files, all files, or those of the last N commits.
  example: ./dev lint" "$@"
  [ -f build/dev/compile_commands.json ] || cmake --preset dev
  local files
  files=$(lint_files "$@" || true)
  [ -n "$files" ] || { say "lint: nothing changed"; return 0; }
  # shellcheck disable=SC2086
  printf '%s\n' $files | xargs -P "$jobs" -n 4 nice clang-tidy-19 --quiet -p build/dev
  say "lint: $(wc -l <<<"$files") files clean"
}

dev_fuzz() {
  help_for "./dev fuzz [SECONDS] [NAME]
Runs each fuzzer of the dev preset for that long (60), or one; corpora grow in build/corpus. CI runs ./dev test fuzz:
a million runs of each decoder, and each mistake of fuzz/planted found within as many.
  example: ./dev fuzz 20 sse" "$@"
  local seconds="${1:-60}" only="${2:-}" program name corpora
  dev_build dev
  for program in build/dev/bin/*_fuzz; do
    name=$(basename "$program" _fuzz)
    [ -z "$only" ] || [ "$name" = "$only" ] || continue
    corpora=("build/corpus/$name")
    mkdir -p "${corpora[0]}"
    [ ! -d "fuzz/seeds/$name" ] || corpora+=("fuzz/seeds/$name")
    step "fuzz" "$name, $seconds s" "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 "${corpora[@]}"
    say "               $(grep -o 'number_of_executed_units: [0-9]*' build/log/fuzz.log)"
  done
}
