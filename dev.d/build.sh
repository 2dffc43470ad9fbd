# shellcheck shell=bash disable=SC2154 # root: set by dev
# Builds a preset of CMakePresets.json into build/PRESET.

# try_build PRESET [TARGET..]: without a target, everything. Says what went
# wrong and returns 1 when it fails.
try_build() {
  local preset=$1
  shift
  configure "$preset" || return 1
  say "building $preset$(first_build "$preset")"
  # Also a build runs programs: it asks them which tests they have.
  NINJA_STATUS='[%f of %t, %e s] ' run_for "$preset" cmake --build "$root/build/$preset" ${1:+--target "$@"} >&2 && return
  say "the build of $preset failed, see above"
  return 1
}

# A first build takes minutes: tells so, and how to read ninja's progress.
first_build() {
  [[ -f $root/build/$1/.ninja_log ]] ||
    printf ': the first time this takes minutes (mesh about five on two cores); [done of all, seconds so far]'
}

build() { try_build "$@" || exit 1; }

# Whether what is built has to include tests and benchmarks, which need more packages.
with_tests=ON

# Once configured, ninja itself sees when that must be done again.
configure() {
  local preset=$1 log cache=$root/build/$1/CMakeCache.txt
  if [[ -f $root/build/$preset/build.ninja ]]; then
    [[ $with_tests == ON ]] && grep -q '^MESH_TESTS:BOOL=OFF' "$cache" || return 0
  fi
  say "configuring $preset"
  if ! log=$(cmake -S "$root" --preset "$preset" -DMESH_TESTS=$with_tests 2>&1); then
    printf '%s\n' "$log" >&2
    say "cannot configure $preset, see above; if build/ comes from elsewhere: ./dev clean"
    return 1
  fi
}

# run_for PRESET COMMAND..: runs programs of a preset. The thread sanitizer of g++ 12
# cannot live with much address randomisation.
run_for() {
  local preset=$1
  shift
  if [[ $preset == tsan ]] && setarch -R true 2>/dev/null; then
    setarch -R "$@"
  else
    "$@"
  fi
}
