# SPDX-License-Identifier: GPL-2.0-or-later
# Lines of latency.h -> a row a class. `columns`: program:mode, blanks between; where the first is
# dateline:ids, what each other takes in times of it is told too.
BEGIN { FS = "\t" }
{
  column = $1 ":" $2
  known[column] = 1
  if (!seen[$3]++) kinds[++count] = $3
  n[column, $3] = $4; p50[column, $3] = $5; p95[column, $3] = $6; p99[column, $3] = $7
  if ($4 > most[$3]) most[$3] = $4
}
function ms(us) { return us < 9995 ? sprintf("%.2f", us / 1000) : us < 999500 ? sprintf("%.1f", us / 1000) : sprintf("%.0f", us / 1000) }
function cell(column, kind) {
  if (!((column, kind) in p50)) return " – |"
  return sprintf(" %s / %s / %s%s |", ms(p50[column, kind]), ms(p95[column, kind]), ms(p99[column, kind]),
                 column !~ /command/ && n[column, kind] < most[kind] ? " (" n[column, kind] ")" : "")
}
function ratio(ours, theirs, kind) {
  if (!((ours, kind) in p50) || !((theirs, kind) in p50)) return " – |"
  return sprintf(" %.2f / %.2f |", p50[ours, kind] / p50[theirs, kind], p95[ours, kind] / p95[theirs, kind])
}
END {
  wanted = split(columns, column_of, " ")
  head = "| ms: p50 / p95 / p99 |"; rule = "|---|"
  for (i = 1; i <= wanted; ++i)
    if (column_of[i] in known) { shown[++width] = column_of[i]; head = head " " column_of[i] " |"; rule = rule "---|" }
  if (width == 0) exit
  ratios = shown[1] == "dateline:ids" ? width : 1
  for (i = 2; i <= ratios; ++i) { head = head " dateline:ids / " shown[i] ", p50 / p95 |"; rule = rule "---|" }
  print head "\n" rule
  for (k = 1; k <= count; ++k) {
    line = "| " kinds[k] " |"
    for (i = 1; i <= width; ++i) line = line cell(shown[i], kinds[k])
    for (i = 2; i <= ratios; ++i) line = line ratio(shown[1], shown[i], kinds[k])
    print line
  }
  print ""
}
