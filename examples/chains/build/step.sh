#!/bin/sh
# An agent that does one step of a build: `STEP [INPUT...]` is its payload. Agents give each
# other files by reference, as sha256sum prints them: a digest and a path. Each step has a
# folder of its own, by the id of its message, and writes nowhere else.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=${BUILD_SOURCE:-$here/source}
scratch=${BUILD_SCRATCH:-${TMPDIR:-/tmp}/mesh-build}

input=$(cat)
field() { printf '%s' "$input" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
mine=$scratch/$(field id | tr -c 'A-Za-z0-9.\n' '-')
mkdir -p "$mine"

ready() {
  printf '{"state": 1, "value": "%s"}\n' "$1"
  exit 0
}
conflict() { # WANTED FOUND
  printf '{"state": -1, "expected": "%s", "received": "%s"}\n' "$1" "$2"
  exit 0
}
digest() { sha256sum "$1" | cut -d' ' -f1; }
# Takes a file of another agent, when it is the one that was meant: DIGEST PATH NAME
take() {
  cp "$2" "$mine/$3"
  [ "$(digest "$mine/$3")" = "$1" ] || conflict "$1" "another $3"
}
# Makes a file of this step from what it has taken: NAME TAKEN...
build() {
  target=$mine/$1
  shift
  for one; do set -- "$@" -o "$mine/$one"; shift; done
  make -s -C "$source" OUT="$mine" "$@" "$target" >&2
}
# Does a step in this folder; the name of its file.
make_file() {
  step=$1
  shift
  case $step in
    compile)
      made=$1.o
      build "$made"
      ;;
    link)
      made=wordcount
      take "$1" "$2" main.o
      take "$3" "$4" count.o
      take "$5" "$6" split.o
      build "$made" main.o count.o split.o
      ;;
    package)
      made=wordcount.tar
      take "$1" "$2" wordcount
      build "$made" wordcount
      ;;
    *)
      echo "there is no step $step" >&2
      exit 1
      ;;
  esac
}

# shellcheck disable=SC2046 # words, one after the other
set -- $(field payload)
step=$1
shift
case $step in
  again) # DIGEST PATH STEP [INPUT...]: the same once more must give the same bytes
    wanted=$1
    shift 2
    make_file "$@"
    found=$(digest "$mine/$made")
    rm -rf "$mine"
    [ "$found" = "$wanted" ] || conflict "$wanted" "$found"
    ready same
    ;;
  test) # DIGEST PATH
    take "$1" "$2" wordcount
    said=$("$source/test.sh" "$mine/wordcount")
    rm -rf "$mine"
    ready "$said"
    ;;
  trial) # DIGEST PATH: what is in the package works
    take "$1" "$2" wordcount.tar
    tar -C "$mine" -xf "$mine/wordcount.tar"
    said=$("$source/test.sh" "$mine/wordcount")
    rm -rf "$mine"
    [ "$said" = passed ] || conflict passed "$said"
    ready passed
    ;;
  report) # DIGEST PATH
    take "$1" "$2" wordcount
    ready "$("$source/test.sh" "$mine/wordcount")"
    ;;
  *)
    make_file "$step" "$@"
    ready "$(sha256sum "$mine/$made")"
    ;;
esac
