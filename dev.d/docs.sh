# shellcheck shell=bash disable=SC2154 # root: set by dev
# Builds the handbook as a site. Strict: a broken link, a page that is missing in the
# menu, any warning fails it.

build_docs() {
  need_packages docs
  say "building the handbook"
  # Anchors and paths are checked by the project's own rules (tests/tidy).
  (cd "$root" && mkdocs --quiet build --strict --clean) >&2 || die "the handbook has problems, see above"
  say "the handbook is in build/docs/index.html"
}
