# What the scripts of this example share. Agents outside in five groups, each
# behind a relay that makes its way as slow as its line below says:
#
#   mesh 10.79.0.1 ── bridge ─┬─ g1 10.79.0.11: relay, agents
#   operator 10.79.0.254 ─────┼─ ..
#                             └─ g5 10.79.0.15: relay, agents
#
# Without the right to make namespaces all of them are on loopback, behind the
# same relays. FLEET says where keys, logs and notes are kept, FLEET_AGENTS how
# many agents there are, FLEET_NET which names and addresses they have,
# FLEET_LOSS the share of its packets that g3 loses.
# shellcheck shell=bash
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
project=$(cd "$here/../.." && pwd)
mesh=${MESH:-$project/build/release/mesh}
programs=${FLEET_PROGRAMS:-$(dirname "$mesh")}
export FLEET=${FLEET:-$project/build/fleet}
agents=${FLEET_AGENTS:-2000}
groups=(g1 g2 g3 g4 g5)
net=${FLEET_NET:-79}
network=10.$net.0
prefix=fleet$net
operators_port=${net}43
agents_port=${net}44

# The way from a group to the mesh, in one direction; the other is the same.
way_of() {
  case $1 in
    g1) echo delay_ms=5 jitter=0.1 ;;
    g2) echo delay_ms=30 jitter=0.1 ;;
    g3) echo delay_ms=100 jitter=0.05 "loss=${FLEET_LOSS:-0.01}" ;;
    g4) echo delay_ms=250 jitter=0.05 bytes_per_s=1000000 ;;
    g5) echo delay_ms=500 jitter=0.02 bytes_per_s=1000000 ;;
  esac
}

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }
die() {
  say "$*"
  exit 1
}

in_namespaces() { [[ $(cat "$FLEET/how" 2>/dev/null) == namespaces ]]; }
address_of() { # mesh or a group
  if ! in_namespaces; then
    echo 127.0.0.1
  elif [[ $1 == mesh ]]; then
    echo $network.1
  else
    echo "$network.1${1#g}"
  fi
}
port_of() { echo "${net}5${1#g}"; } # of a group's relay

# Runs something where a group, or the mesh, lives.
on() {
  local where=$1
  shift
  if in_namespaces; then
    exec ip netns exec "$prefix-$where" "$@"
  else
    exec "$@"
  fi
}

# Also what a run that was broken off has left.
remove_namespaces() {
  local where
  ip link del "$prefix" 2>/dev/null || true
  for where in mesh "${groups[@]}" net; do
    ip netns del "$prefix-$where" 2>/dev/null || true
  done
}

# NAME WHERE COMMAND..: in the background, with NAME.pid and NAME.log.
start() {
  local name=$1 where=$2
  shift 2
  (on "$where" setsid "$@") >>"$FLEET/$name.log" 2>&1 </dev/null &
  echo $! >"$FLEET/$name.pid"
}
runs() { kill -0 "$(cat "$FLEET/$1.pid" 2>/dev/null)" 2>/dev/null; }

# A command for the mesh, as its operator.
ask() { "$mesh" "$@" --at "$(address_of mesh):$operators_port" --certs "$FLEET/certs"; }

# The packages of the clients are those of the system's Python and Node.
python=$(command -v /usr/bin/python3 || command -v python3)
export NODE_PATH=${NODE_PATH:-/usr/share/nodejs}
