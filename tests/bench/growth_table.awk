# SPDX-License-Identifier: GPL-2.0-or-later
# Facts and latencies of a smaller corpus, then of a larger one -> how Dateline's figures grow.
BEGIN { FS = "\t" }
FNR == 1 { ++file }
file % 2 == 1 && $1 == "text" { text[int(file / 2)] = $2 }
file % 2 == 1 && split($1, name, ":") == 3 && name[2] == "dateline" {
  split($2, figure, " ")
  speed[int(file / 2), name[3]] = figure[1]
  if (name[3] > cores) cores = name[3]
}
file % 2 == 0 && $1 == "dateline" {
  p50[file / 2, $2 ", " $3] = $5; p95[file / 2, $2 ", " $3] = $6
  if (!seen[$2 ", " $3]++) kinds[++count] = $2 ", " $3
}
END {
  printf "| with %.1f times the text | times p50 | times p95 |\n|---|---|---|\n", text[1] / text[0]
  for (k = 1; k <= count; ++k)
    if (((1, kinds[k]) in p50) && ((2, kinds[k]) in p50))
      printf "| %s | %.2f | %.2f |\n", kinds[k], p50[2, kinds[k]] / p50[1, kinds[k]], p95[2, kinds[k]] / p95[1, kinds[k]]
  print "\n| aim | measured | reached |\n|---|---|---|"
  for (threads = 1; threads <= cores; ++threads) {
    ratio = speed[1, threads] / speed[0, threads]
    printf "| ingest, %d thread(s): 0.8 times that of the smaller | %.2f | %s |\n", threads, ratio, (ratio < 0.8 ? "**no**" : "yes")
  }
  print ""
}
