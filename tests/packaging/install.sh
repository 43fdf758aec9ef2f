#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what is built into a folder of its own and looks at it: manual pages, completions, units, how
# the programs are hardened, the bill of materials, the Debian package. usage: install.sh BUILD. What
# needs a program that is not here is left out with a sentence.
set -u
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wrong=0
check() {  # WHAT COMMAND...
  local what=$1
  shift
  "$@" >"$work/log" 2>&1 && return
  echo "wrong: $what"
  cat "$work/log"
  wrong=1
}
is_here() {
  command -v "$1" >/dev/null && return
  echo "left out: what $1 checks, for it is not here"
  return 1
}
is_empty() { ! grep . "$1"; }

DESTDIR=$work/root cmake --install "$build" --prefix /usr >/dev/null || exit 1
root=$work/root/usr
for program in dateline-indexer dateline-query dateline-serve; do
  check "$program runs" "$root/bin/$program" --version
  check "the manual page of $program" test -s "$root/share/man/man1/$program.1.gz"
  check "$program's completions for bash" bash -n "$root/share/bash-completion/completions/$program"
  check "options in the manual page of $program" \
    sh -c 'zcat "$1" | grep -q "index"' - "$root/share/man/man1/$program.1.gz"
done

# How a program is hardened: no fixed addresses, no writable table of functions, guarded stacks and
# copies.
if is_here readelf; then
  for program in "$root"/bin/*; do
    name=$(basename "$program")
    readelf -hdnW --dyn-syms "$program" >"$work/elf"
    check "$name has no fixed addresses" grep -q 'Type: *DYN' "$work/elf"
    check "$name binds its functions at once" grep -q 'FLAGS.*NOW' "$work/elf"
    check "$name guards its stacks" grep -q ' __stack_chk_fail@' "$work/elf"
    check "$name guards its copies" grep -Eq ' __(mem|str|read|vsn|sn|pread)[a-z]*_chk@' "$work/elf"
  done
fi

materials=$root/share/doc/dateline/dateline.spdx.json
if is_here dpkg-query && is_here python3; then
  check "the bill of materials is JSON" python3 -m json.tool "$materials" "$work/materials"
  check "it names libraries with their versions" grep -q 'pkg:deb/debian/libxapian30@1' "$materials"
fi

if is_here python3; then
  check "the Python package searches with the installed programs" env PYTHONPATH="$root/lib/python3/dist-packages" \
    PYTHONDONTWRITEBYTECODE=1 PATH="$root/bin:$PATH" sh -c '
      dateline-indexer --index "$1/archive" --quiet add "$2/share/doc/dateline/examples/seeds" &&
      python3 -W error -c "import sys, dateline; assert dateline.Archive(sys.argv[1]).count(\"bridge\") > 0" "$1/archive"' \
    - "$work" "$root"
fi

if is_here groff; then
  for page in "$root"/share/man/man*/*.gz; do
    zcat "$page" | groff -man -Tutf8 -Kutf8 -ww 2>"$work/remarks" >"$work/text"
    check "no remarks on $(basename "$page")" is_empty "$work/remarks"
    check "$(basename "$page") has text" test "$(wc -l <"$work/text")" -gt 20
  done
fi

# What bash offers for a line, whose last word is not complete.
offered() {  # PROGRAM WORD...
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
  "_${1//-/_}"
  printf '%s\n' "${COMPREPLY[@]}"
}
for program in "$root"/share/bash-completion/completions/*; do . "$program"; done
same() { test "$(echo $1)" = "$2" || { echo "\"$(echo $1)\" instead of \"$2\"" && false; }; }
check "bash offers commands" same "$(offered dateline-indexer re)" "remove repair rebuild"
check "bash offers values" same "$(offered dateline-query --sort ne)" "newest"
check "bash offers options of a command" same "$(offered dateline-indexer add --dry)" "--dry-run"
check "bash offers options of all commands" same "$(offered dateline-indexer add --quie)" "--quiet"
if is_here fish; then
  fish_offers() { fish --no-config -c "source '$root/share/fish/vendor_completions.d/$1.fish'; complete -C '$2'" | cut -f 1; }
  check "fish offers commands" same "$(fish_offers dateline-indexer 'dateline-indexer reb')" "rebuild"
  check "fish offers values" same "$(fish_offers dateline-query 'dateline-query --sort new')" "newest"
fi
if is_here zsh; then
  for file in "$root"/share/zsh/vendor-completions/*; do check "$(basename "$file")" zsh -n "$file"; done
fi

if is_here systemd-analyze; then
  for unit in dateline.service dateline-fetch.service dateline-watch@.service; do
    check "$unit is no more exposed than 3.0" \
      systemd-analyze security --offline=true --threshold=30 "$root/lib/systemd/system/$unit"
  done
fi

if is_here dpkg-shlibdeps && is_here file; then
  check "the Debian package is made" sh -c "cd '$build' && cpack -G DEB -B '$work/deb'"
  check "it holds the programs" sh -c "dpkg -c '$work'/deb/*.deb | grep -q usr/bin/dateline-query"
  check "it names libraries" sh -c "dpkg -f '$work'/deb/*.deb Depends | grep -q libxapian30"
  if is_here lintian; then
    lintian --allow-root --tag-display-limit 0 "$work"/deb/*.deb >"$work/remarks" 2>&1
    check "lintian has no remarks" is_empty "$work/remarks"
  fi
fi
exit $wrong
