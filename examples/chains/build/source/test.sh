#!/bin/sh
# test.sh PROGRAM: "passed", or "failed: " and what is wrong, on stdout.
set -eu
program=$1
text=$(mktemp)
trap 'rm -f "$text"' EXIT

check() { # NAME WANTED [TIMES MILLISECONDS]
  name=$1
  wanted=$2
  shift 2
  got=$("$program" "$text" "$@" | tr '\n' ',')
  [ "$got" = "$wanted" ] || {
    echo "failed: $name gives $got and not $wanted"
    exit 0
  }
}

printf 'The tide comes in, the tide goes out.\n' >"$text"
check 'a sentence' '1 comes,1 goes,1 in,1 out,2 the,2 tide,'
printf '' >"$text"
check 'no text' ''
printf 'one' >"$text"
check 'a text that is watched' '1 one,1 one,1 one,1 one,1 one,' 5 400
echo passed
