#!/bin/sh
# An agent's work as an external program: one JSON object comes in on stdin, one
# goes out on stdout. This one ignores what it is asked and says where it runs.
cat >/dev/null
printf '{"state": 1, "value": "%s on %s, %s cores, load %s"}\n' \
  "$(uname -sr)" "$(uname -m)" "$(nproc)" "$(cut -d' ' -f1 /proc/loadavg)"
