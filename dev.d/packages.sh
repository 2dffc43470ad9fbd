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

# all_installed PURPOSE..: whether nothing has to be installed for them.
all_installed() {
  local wanted
  mapfile -t wanted < <(packages_for "$@")
  [[ -z $(not_installed "${wanted[@]}") ]]
}

packages_for() {
  local purpose package wanted
  while read -r purpose package; do
    for wanted in "$@"; do
      [[ $purpose != "$wanted" ]] || echo "$package"
    done
  done <"$root/cmake/packages.txt"
}

# not_installed WANTED..: those of which no alternative (a|b) is there. Without dpkg
# nothing counts as installed.
not_installed() {
  local installed wanted
  # shellcheck disable=SC2086 # alternatives are words
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' ${*//|/ } 2>/dev/null || true)
  for wanted in "$@"; do
    grep -qxE "installed (${wanted//+/\\+})" <<<"$installed" || echo "$wanted"
  done
}

install_packages() {
  command -v apt-get >/dev/null || die "apt-get is not here. Install what Debian calls (a|b: either)
  $*
and go on with MESH_SKIP_PACKAGES=1 ./dev ..."
  as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "packages are missing and there is no sudo; as root:
  apt-get update && apt-get install $(sed 's/|[^ ]*//g' <<<"$*")"
    as_root=(sudo)
    say "sudo is needed to install packages"
  fi
  local chosen
  if chosen=$(known_to_apt "$@"); then
    install_chosen && return
    say "that failed; once more with fresh package lists"
  fi
  apt_get update || die "could not fetch the package lists; needed: $*"
  chosen=$(known_to_apt "$@") || die "Debian's packages here lack some of: $*"
  install_chosen || die "could not install: $*"
}

install_chosen() {
  local -a names
  read -ra names <<<"${chosen//$'\n'/ }"
  say "installing from Debian's packages: ${names[*]}"
  apt_get install "${names[@]}"
}

# known_to_apt WANTED..: prints for each the first alternative that the package lists
# at hand name; fails when there is none for some.
known_to_apt() {
  local wanted name all=0
  local -a alternatives
  for wanted in "$@"; do
    IFS='|' read -ra alternatives <<<"$wanted"
    for name in "${alternatives[@]}"; do
      if [[ $(LC_ALL=C apt-cache policy "$name" 2>/dev/null) == *'Candidate: '[^\(]* ]]; then
        echo "$name"
        continue 2
      fi
    done
    all=1
  done
  return $all
}

apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}
