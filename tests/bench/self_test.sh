#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The whole benchmark over a few hundred articles, so that it cannot rot: every program has a figure
# in every table, and finds about what the others find.
#   self_test.sh BUILD
set -eu
cd "$(dirname "$0")/../.."
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
./bench --build "$1" --lucene none --daily 4 --data corpus --queries 12 --seconds 5 --work "$runs/work" --runs "$runs" 400 >/dev/null
awk -F' *[|] *' '
  # A word stands for its inflected forms in Dateline, irregular ones too; for a stem in the others.
  function near(a, b) { return a > 0 && b > 0 && a / b > 0.75 && a / b < 1.33 }
  $2 == "dateline" && $3 == 1 { ingest = $4 > 0 }
  $2 == "fts5" && $3 == 1 { ingest_of_peer = $4 > 0 }
  $2 == "found, of queries" { for (i = 3; i < NF; ++i) if ($i ~ /^fts5/) peer = i; in_found = 1; next }
  in_found && NF < 4 { in_found = 0 }
  in_found && $2 !~ /^(-|phrase)/ {
    split($3, ours, ", "); split($peer, theirs, ", ")
    ++classes
    if (!near(ours[1], theirs[1])) { print "found differs: " $0; bad = 1 }
  }
  /^[|] whole command/ { ++commands }
  END {
    if (!ingest || !ingest_of_peer || classes != 9 || commands != 3) {
      print "a table is not complete: " ingest, ingest_of_peer, classes, commands
      bad = 1
    }
    exit bad
  }' "$runs"/*.md || { cat "$runs"/*.md && exit 1; }
