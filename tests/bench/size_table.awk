# SPDX-License-Identifier: GPL-2.0-or-later
# Facts of a run, and lines "program, part, bytes" -> what each program left on the disk, by part.
BEGIN {
  FS = "\t"
  print "| program | MB | of the text | parts, MB |\n|---|---|---|---|"
}
FNR == NR { fact[$1] = $2; next }
{
  if (!($1 in all)) order[++programs] = $1
  all[$1] += $3
  if ($3 >= 50000) parts[$1] = parts[$1] sprintf("%s%s %.1f", parts[$1] == "" ? "" : ", ", $2, $3 / 1e6)
}
END {
  for (i = 1; i <= programs; ++i)
    printf "| %s | %.1f | %.2f | %s |\n", order[i], all[order[i]] / 1e6, all[order[i]] / 1e6 / fact["text"], parts[order[i]]
  if ("size:xapian" in fact)
    printf "| xapian | %.1f | %.2f | as TermGenerator leaves it, text stored as it is |\n", fact["size:xapian"] / 1e6, fact["size:xapian"] / 1e6 / fact["text"]
  if ("size:api" in fact)
    printf "| dateline's terms through Xapian's API, compacted | %.1f | %.2f | |\n", fact["size:api"] / 1e6, fact["size:api"] / 1e6 / fact["text"]
  print ""
}
