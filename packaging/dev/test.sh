# ./dev test, bench.
dev_test() {
  help_for "./dev test [LABEL]
Builds the dev preset (ASan, UBSan) and runs all tests, or those of one ctest label; closes with 'N passed, M failed'.
  example: ./dev test wire        labels: ctest --test-dir build/dev --print-labels" "$@"
  local log=build/dev/ctest.log label=()
  [ $# -eq 0 ] || label=(-L "^$1\$")
  dev_build dev
  set +e
  ctest --test-dir build/dev --output-on-failure -j "$jobs" "${label[@]}" | tee "$log"
  set -e
  local passed failed
  passed=$(grep -cE '^ *[0-9]+/[0-9]+ Test .* Passed ' "$log" || true)
  failed=$(grep -cE '^ *[0-9]+/[0-9]+ Test .*(\*\*\*|Failed)' "$log" || true)
  [ $((passed + failed)) -gt 0 ] || { say "no test has the label ${1:-}"; exit 2; }
  say "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

# The parts with threads of their own, under ThreadSanitizer.
dev_tsan() {
  [ -f build/tsan/build.ninja ] || cmake --preset tsan -DWEIR_ENGINE=OFF
  nice cmake --build build/tsan -j "$jobs" --target net_test ledger_test session_test workspace_test
  local name
  for name in net ledger session; do step tsan "$name" "build/tsan/bin/${name}_test"; done
  # Of the workspace only the service has a thread; its other tests are one thread's, and slow here.
  step tsan workspace env WEIR_SOURCE="$PWD" build/tsan/bin/workspace_test --gtest_filter='WorkspacesService.*'
}

dev_bench() {
  help_for "./dev bench [NAME]
Runs one benchmark of bench/ against the release build; without a name lists them.
  example: ./dev bench forward" "$@"
  if [ $# -eq 0 ]; then
    for file in bench/*.sh; do [ -f "$file" ] && printf '%-12s %s\n' "$(basename "$file" .sh)" "$(sed -n '2s/^# //p' "$file")"; done
    return 0
  fi
  local name="$1"
  shift
  [ -f "bench/$name.sh" ] || { say "no benchmark '$name'"; exit 2; }
  dev_build release
  bash "bench/$name.sh" "$@"
}
