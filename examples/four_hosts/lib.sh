# What the scripts of this example share. A mesh of 30,000 agents over an
# orchestrator and four hosts, each in a network namespace of its own:
#
#   operator 10.77.0.254 ─┐
#   orchestrator 10.77.0.1 ┼─ bridge ─┬─ n1 10.77.0.11
#                          │          ├─ n2 10.77.0.12
#                          │          ├─ n3 10.77.0.13
#                          │          └─ n4 10.77.0.14
#
# Without the right to make namespaces all of them are on loopback; links
# cannot be cut then. FOUR_HOSTS says where keys, logs and data are kept,
# FOUR_HOSTS_WORLD which configuration all of them share, FOUR_HOSTS_NET which
# names and addresses they have.
# shellcheck shell=bash
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
project=$(cd "$here/../.." && pwd)
mesh=${MESH:-$project/build/release/mesh}
state=${FOUR_HOSTS:-$project/build/four_hosts}
world=${FOUR_HOSTS_WORLD:-$project/examples/tour.json}
nodes=(n1 n2 n3 n4)
network=10.${FOUR_HOSTS_NET:-77}.0
prefix=mesh${FOUR_HOSTS_NET:-77}

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }
die() {
  say "$*"
  exit 1
}

# Ports: another example on the same loopback has others.
nodes_port=${FOUR_HOSTS_NET:-77}40
operators_port=${FOUR_HOSTS_NET:-77}43

in_namespaces() { [[ $(cat "$state/how" 2>/dev/null) == namespaces ]]; }

address_of() {
  if ! in_namespaces; then
    echo 127.0.0.1
  elif [[ $1 == orchestrator ]]; then
    echo $network.1
  else
    echo "$network.1${1#n}"
  fi
}

known() {
  [[ $1 == orchestrator || " ${nodes[*]} " == *" $1 "* ]] || die "there is no host '$1'"
}

# Also what a run that was broken off has left.
remove_namespaces() {
  local host
  ip link del "$prefix" 2>/dev/null || true
  for host in orchestrator "${nodes[@]}" net; do
    ip netns del "$prefix-$host" 2>/dev/null || true
  done
}

# Runs something on a host.
on() {
  local host=$1
  shift
  if in_namespaces; then
    ip netns exec "$prefix-$host" "$@"
  else
    "$@"
  fi
}

pid_of() { cat "$state/$1.pid" 2>/dev/null; }
runs() { kill -0 "$(pid_of "$1")" 2>/dev/null; }

# Without waiting until it is up.
start_host() {
  local host=$1
  local data=()
  [[ $host == orchestrator ]] && data=(--data "$state/data")
  cd "$project/examples"
  if in_namespaces; then
    setsid ip netns exec "$prefix-$host" "$mesh" node --config "$state/$host.json" "${data[@]}" \
      >>"$state/$host.log" 2>&1 </dev/null &
  else
    setsid "$mesh" node --config "$state/$host.json" "${data[@]}" \
      >>"$state/$host.log" 2>&1 </dev/null &
  fi
  echo $! >"$state/$host.pid"
  cd "$project"
}

# A command for the mesh, as its operator.
ask() { "$mesh" "$@" --at "$(address_of orchestrator):$operators_port" --certs "$state/certs"; }
