# shellcheck shell=bash disable=SC2154 # root: set by dev
# Installs what is missing of cmake/packages.txt.

# need_packages PURPOSE..: afterwards all packages for these purposes are there.
need_packages() {
  [[ -z ${MESH_SKIP_PACKAGES:-} ]] || return 0
  local wanted missing
  mapfile -t wanted < <(packages_for "$@")
  mapfile -t missing < <(not_installed "${wanted[@]}")
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

packages_for() {
  local purpose package wanted
  while read -r purpose package; do
    for wanted in "$@"; do
      [[ $purpose != "$wanted" ]] || echo "$package"
    done
  done <"$root/cmake/packages.txt"
}

# Without dpkg nothing counts as installed.
not_installed() {
  local installed package
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    grep -qxF "installed $package" <<<"$installed" || echo "$package"
  done
}

install_packages() {
  command -v apt-get >/dev/null || die "apt-get is not here. Install what Debian calls
  $*
and go on with MESH_SKIP_PACKAGES=1 ./dev ..."
  as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "packages are missing and there is no sudo; as root:
  apt-get update && apt-get install $*"
    as_root=(sudo)
    say "sudo is needed to install packages"
  fi
  say "installing from Debian's packages: $*"
  if known_to_apt "$@"; then
    apt_get install "$@" && return
    say "that failed; once more with fresh package lists"
  fi
  if ! apt_get update || ! apt_get install "$@"; then
    die "could not install: $*"
  fi
}

# Whether the package lists at hand name all of them.
known_to_apt() {
  local candidates
  candidates=$(LC_ALL=C apt-cache policy "$@" 2>/dev/null | grep -c 'Candidate: [^(]' || true)
  ((candidates == $#))
}

apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}
