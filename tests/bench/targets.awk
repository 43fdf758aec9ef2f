# SPDX-License-Identifier: GPL-2.0-or-later
# Facts, sizes and latencies of a run -> what is aimed at, and whether it is reached.
BEGIN { FS = "\t"; memory = 512 + 300; command_ms = 25 }
FNR == 1 { ++file }
file == 1 && split($1, name, ":") == 3 {
  split($2, figure, " ")
  speed[name[2], name[3]] = figure[1]
  if (name[2] == "dateline") {
    if (figure[5] > peak) peak = figure[5]
    if (name[3] > cores) cores = name[3]
  }
}
file == 1 { fact[$1] = $2 }
file == 2 && $1 == "dateline" { if ($2 ~ /^catalog/) catalog += $3; if ($2 ~ /glass$/) tables += $3 }
file == 3 { n[$1 ":" $2, $3] = $4; p50[$1 ":" $2, $3] = $5; p95[$1 ":" $2, $3] = $6; if (!seen[$3]++) kinds[++count] = $3 }
function line(aim, reached, figure) { printf "| %s | %s | %s |\n", aim, figure, reached ? "yes" : "**no**" }
END {
  print "| aim | measured | reached |\n|---|---|---|"
  if (("fts5", 1) in speed) {
    ratio = speed["dateline", cores] / speed["fts5", 1]
    line("ingest at all cores: 1.5 times FTS5 (one thread, all it has)", ratio >= 1.5, sprintf("%.2f", ratio))
  }
  for (threads = 1; threads <= cores; ++threads)
    if (("lucene", threads) in speed) {
      ratio = speed["dateline", threads] / speed["lucene", threads]
      line("ingest, " threads " thread(s): 2.5 times Lucene", ratio >= 2.5, sprintf("%.2f", ratio))
    }
  line("peak memory at most --memory 512M and 300 MB", peak <= memory, peak " MB")
  if ("size:api" in fact)
    line("tables of terms at most those of Xapian's API, compacted", tables <= fact["size:api"], sprintf("%.4f", tables / fact["size:api"]))
  line("catalog at most 0.45 of the text", catalog / 1e6 <= 0.45 * fact["text"], sprintf("%.3f", catalog / 1e6 / fact["text"]))
  for (k = 1; k <= count; ++k) {
    kind = kinds[k]
    if (!(("lucene:exact", kind) in p50)) continue
    of50 = p50["dateline:ids", kind] / p50["lucene:exact", kind]
    of95 = p95["dateline:ids", kind] / p95["lucene:exact", kind]
    line(kind ": p50 and p95 at most Lucene's" (kind == "or+facets" ? " without its facets" : ""), of50 <= 1 && of95 <= 1, sprintf("%.2f, %.2f%s", of50, of95, n["dateline:ids", kind] == n["lucene:exact", kind] ? "" : ", not of the same queries"))
  }
  for (k = 1; k <= count; ++k)
    if (("dateline:command", kinds[k]) in p50)
      line("whole command, " kinds[k] ": p50 at most " command_ms " ms", p50["dateline:command", kinds[k]] <= command_ms * 1000, sprintf("%.1f ms", p50["dateline:command", kinds[k]] / 1000))
}
