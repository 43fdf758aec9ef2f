# SPDX-License-Identifier: GPL-2.0-or-later
# Lines of latency.h -> how many articles the queries of a class found in all, by program, of as
# many queries as it had time for. `columns`: program:mode, blanks between.
BEGIN { FS = "\t" }
{
  column = $1 ":" $2
  known[column] = 1
  if (!seen[$3]++) kinds[++count] = $3
  n[column, $3] = $4; found[column, $3] = $8
}
END {
  wanted = split(columns, column_of, " ")
  head = "| found, of queries |"; rule = "|---|"
  for (i = 1; i <= wanted; ++i)
    if (column_of[i] in known) { shown[++width] = column_of[i]; head = head " " column_of[i] " |"; rule = rule "---|" }
  print head "\n" rule
  for (k = 1; k <= count; ++k) {
    line = "| " kinds[k] " |"
    for (i = 1; i <= width; ++i) line = line " " found[shown[i], kinds[k]] ", " n[shown[i], kinds[k]] " |"
    print line
  }
  print ""
}
