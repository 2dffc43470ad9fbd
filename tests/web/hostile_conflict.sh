#!/bin/sh
# Contradicts with markup that a careless page would take for its own.
cat >/dev/null
echo '{"state": -1, "expected": "<img src=x onerror=\"document.title=1\">", "received": "<b>\"a green one\"</b>"}'
