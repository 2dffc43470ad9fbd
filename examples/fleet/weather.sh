#!/bin/sh
# The work of the agent `weather`: gives an order to the relay of a group. The payload is the
# group, and what its relay reads, as in "g4 slow 3".
payload=$(sed -n 's/.*"payload":"\([^"]*\)".*/\1/p')
group=${payload%% *}
case $group in
  g[1-5]) ;;
  *)
    echo "the payload is a group, g1 to g5, and an order" >&2
    exit 1
    ;;
esac
echo "${payload#* }" >"$FLEET/$group.orders"
printf '{"state": 1, "value": "%s"}\n' "$payload"
