# SPDX-License-Identifier: GPL-2.0-or-later
"""Who writes about it, and when: outlets.py ARCHIVE QUERY... prints the shares of each outlet by year."""
import sys

import dateline

archive = dateline.Archive(sys.argv[1])
for query in sys.argv[2:]:
    table = archive.counts(query, by=["source:5", "year"], share=True)
    print(f"{query}: {table.queries[0].total} articles")
    for row in table:
        if row["total"]:
            print(f"  {row['source'] or 'unknown':24} {row['year'] or 'undated':8} {row['count']:5} of {row['total']:5}"
                  f"  {row['share']:6.1%} ({row['low']:.1%} to {row['high']:.1%})")
