# SPDX-License-Identifier: GPL-2.0-or-later
# Facts of a run -> how fast each program took the articles in, and what memory it needed.
BEGIN {
  FS = "\t"
  print "| added by | threads | MB/s | seconds | with merging | processor seconds | MB a processor second | peak memory, MB |"
  print "|---|---|---|---|---|---|---|---|"
}
$1 == "text" { text = $2 }
split($1, name, ":") == 3 && name[1] == "ingest" {
  split($2, figure, " ")
  merged = name[2] == "dateline" ? "merged" : figure[3]
  printf "| %s | %s | %s | %s | %s | %s | %.1f | %s |\n", name[2], name[3], figure[1], figure[2], merged, figure[4],
         text / (figure[4] + 0.01), figure[5]
}
END { print "" }
