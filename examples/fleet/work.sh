#!/bin/sh
# The work of an agent of the fleet as a program: takes its usual time, USUAL_MS, and adds a
# line to LEDGER.
now() { date +%s%3N; }
came=$(now)
payload=$(sed -n 's/.*"payload":"\([^"]*\)".*/\1/p')
sleep "$((USUAL_MS / 1000)).$(printf %03d $((USUAL_MS % 1000)))"
echo "$payload $NAME $came $(now)" >>"$LEDGER"
echo '{"state": 1, "value": "done"}'
