# shellcheck shell=bash disable=SC2154 # root: set by dev
# Builds and runs the tests, and counts them.

run_tests() {
  local presets=(release asan) filter=() seeds=0 preset
  while (($# > 0)); do
    [[ $1 != --*=* ]] || set -- "${1%%=*}" "${1#*=}" "${@:2}"
    case $1 in
      --seed) whole_number "$@" && export MESH_TEST_SEED=$2 ;;
      --sim-seeds) whole_number "$@" && export MESH_TEST_SIM_SEEDS=$2 && seeds=$2 ;;
      --filter) [[ ${2-} ]] || usage_error "test: --filter takes a regular expression"
        filter=(-R "$2") ;;
      --preset) known_preset "${2-}" && presets=("$2") ;;
      *) usage_error "test: there is no option '$1'" ;;
    esac
    shift 2
  done
  # Many seeds may take long; a test that takes ten minutes and more hangs.
  timeout=$((600 + 20 * 10#$seeds))
  need_packages build test
  for preset in "${presets[@]}"; do
    test_preset "$preset" "${filter[@]}"
  done
  ((passed + failed > 0)) || die "no test matches '${filter[1]:-}'"
  summary
}

whole_number() {
  [[ ${2-} =~ ^[0-9]+$ ]] || usage_error "test: $1 takes a whole number, got '${2-}'"
}

known_preset() {
  case $1 in
    release | debug | asan | tsan) ;;
    *) usage_error "test: --preset is one of release, debug, asan, tsan, got '$1'" ;;
  esac
}

# A build that fails counts as one failed test.
test_preset() {
  local preset=$1 report=$root/build/$1/tests.xml ctest=(ctest) total good
  shift
  if ! try_build "$preset"; then
    failed=$((failed + 1))
    return
  fi
  [[ ! -t 2 ]] || ctest+=(--progress)
  say "testing $preset"
  rm -f "$report"
  UBSAN_OPTIONS=print_stacktrace=1 run_for "$preset" "${ctest[@]}" --test-dir "$root/build/$preset" \
    --timeout "$timeout" --output-on-failure --no-tests=ignore --parallel "$CMAKE_BUILD_PARALLEL_LEVEL" \
    --output-junit "$report" "$@" </dev/null >&2 || true
  total=$(count '<testcase ' "$report")
  good=$(count '<testcase .* status="run"' "$report")
  if [[ ! -f $report ]]; then
    say "$preset: ctest gave no report"
    total=1
  fi
  say "$preset: $good passed, $((total - good)) failed"
  passed=$((passed + good))
  failed=$((failed + total - good))
}

count() { grep -c "$1" "$2" 2>/dev/null || true; }
