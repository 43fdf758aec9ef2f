#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Checks the Markdown files of the repository: every relative link and every path in backticks leads
# to a file or folder, and CONTRIBUTING.md has every variable that programs and tests read. Samples,
# fixtures and dated runs are not documentation. In the sources, a file that a comment names must
# exist.
#   check.sh [ROOT]
set -eu
cd "${1:-"$(dirname "$0")/../.."}"
wrong=$(mktemp)
trap 'rm -f "$wrong" "$wrong.files"' EXIT

documents() {
  find . \( -path ./.git -o -path './build*' -o -name node_modules -o -path ./corpus/articles \
    -o -path ./tests/readers -o -path ./tests/fuzz -o -path ./tests/bench/runs \) -prune -o -name '*.md' -print
}

# Lines of a document outside of its grey blocks, where queries stand.
prose() { awk '/^```/ { grey = !grey; next } !grey && !/^    /' "$1"; }

links() { prose "$1" | grep -o ']([^)#][^)]*)' | sed 's/^](//; s/)$//; s/#.*//' | grep -v '^[a-z]*:'; }

# `src/text`, `tests/web/run BUILD`; but no pattern and nothing with NAME in it.
paths() {
  prose "$1" | grep -oE '`(src|indexer|query|tests|corpus|seeds|\.ci)/[^`]*`' |
    sed 's/`//g; s/ .*//' | grep -v -e '[*?]' -e NAME
}

# "FILE NAME": the .h and .cc files that comments name. "<NAME.h>" and "backends/NAME.cc" are others'.
named_in_comments() {
  grep -roE '//.*' src indexer query tests --include='*.cc' --include='*.h' | awk -F: '
    {
      text = " " substr($0, length($1) + 2)
      while (match(text, /[^A-Za-z0-9_\/.*<"][a-z][a-z0-9_]*\.(h|cc)[^A-Za-z0-9_]/) ||
             match(text, /[^A-Za-z0-9_\/.*<"][a-z][a-z0-9_]*\.(h|cc)$/)) {
        name = substr(text, RSTART + 1, RLENGTH - 1)
        sub(/[^a-z]$/, "", name)
        print $1, name
        text = substr(text, RSTART + RLENGTH - 1)
      }
    }' | sort -u
}

variables() {
  grep -rhoE '(getenv|environment_says|number_from)\("[A-Z_]+"|envname\("[A-Z_]+"|process\.env\.[A-Z_]+' \
    src indexer query tests --include='*.cc' --include='*.c' --include='*.h' --include='*.mjs' |
    grep -oE '[A-Z_]{4,}' | sort -u
}

for document in $(documents); do
  folder=$(dirname "$document")
  for target in $(links "$document"); do
    [ -e "$folder/$target" ] || echo "$document: the link $target leads nowhere"
  done
  for path in $(paths "$document"); do
    [ -e "$path" ] || echo "$document: there is no $path"
  done
done >"$wrong"
find src indexer query tests -name '*.h' -o -name '*.cc' | sed 's|.*/||' | sort -u >"$wrong.files"
named_in_comments | while read -r file name; do
  grep -qxF "$name" "$wrong.files" || echo "$file: a comment names $name, which does not exist"
done >>"$wrong"
for name in $(variables); do
  grep -q "\`$name\b" CONTRIBUTING.md || echo "CONTRIBUTING.md: the table of variables lacks $name"
done >>"$wrong"

cat "$wrong"
[ ! -s "$wrong" ]
