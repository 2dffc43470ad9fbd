# shellcheck shell=bash disable=SC2154 # root: set by dev
# clang-format, the project's own rules (tests/tidy), and unless it has to be
# quick clang-tidy.

lint() {
  local how=${1-}
  untidied='^$'
  case $how in
    '' | --quick) ;;
    --no-tests) untidied='^tests/' ;;
    *) usage_error "lint: there is no option '$how'" ;;
  esac
  need_packages build test lint
  lint_check format check_format
  lint_check tidy check_tidy
  if [[ $how != --quick ]]; then
    lint_check clang-tidy check_clang_tidy
  fi
  summary
}

fmt() {
  need_packages lint
  cpp_files | xargs -0 clang-format -i
}

lint_check() {
  say "lint: $1"
  if "$2" >&2; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    say "lint: $1 FAILED"
  fi
}

cpp_files() {
  find "$root" -mindepth 1 \( -path "$root/build" -o -name '.?*' \) -prune \
    -o -type f -name '*.[ch]pp' -print0
}

check_format() {
  cpp_files | xargs -0 -n 20 clang-format --dry-run -Werror
}

check_tidy() {
  try_build release mesh_tidy && "$root/build/release/mesh_tidy" "$root"
}

# The preset `lint` runs clang-tidy where a compiler would run, so ninja does
# the rest: as many files at once as there are cores, generated headers made
# first, and a file looked at again only when it or a header of it has changed.
check_clang_tidy() {
  local dir=$root/build/lint rules objects
  rules=$({ clang-tidy --version && cat "$root"/.clang-tidy "$root"/tests/.clang-tidy; } | sha256sum)
  [[ $(cat "$dir/rules.sha256" 2>/dev/null) == "$rules" ]] || rm -rf "$dir"
  configure lint || return 1
  echo "$rules" >"$dir/rules.sha256"
  ninja -C "$dir" build.ninja >/dev/null || return 1 # sources may have come or gone
  mapfile -t objects < <(ninja -C "$dir" -t targets all |
    sed -n '/\.pb\.cc\.o: /d; s/: CXX_COMPILER__.*//p' | grep -vE "$untidied")
  ninja -C "$dir" -j "$CMAKE_BUILD_PARALLEL_LEVEL" -k 0 "${objects[@]}"
}
