# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares the counts that Datasette gave with the facets of a search. run_datasette starts this."""
import json
import pathlib
import sys
import unicodedata

folder = pathlib.Path(sys.argv[1])


def read(name):
    return json.loads((folder / name).read_text())


def folded(value):
    return "".join(c for c in unicodedata.normalize("NFKD", str(value)) if not unicodedata.combining(c)).casefold()


wrong = []
facets = read("facets.json")
for field, values in facets["facets"].items():
    ours = {folded(one["value"]): one["count"] for one in values}
    theirs = {}
    for row in read(f"{field}.rows.json"):
        theirs[folded(row[field])] = theirs.get(folded(row[field]), 0) + row["n"]
    if ours != theirs:
        wrong.append(f"{field}: {set(ours.items()) ^ set(theirs.items())}")
    if field == "topic":
        continue
    page = read(f"{field}.json")["facet_results"]
    page = page.get("results", page)[field]
    for one in page["results"]:
        if one["value"] is not None and ours.get(folded(one["value"])) != one["count"]:
            wrong.append(f"{field}: the page says {one['value']} {one['count']}")
found = read("bank.json")["filtered_table_rows_count"]
if (folder / "bank").exists() and int((folder / "bank").read_text()) != found:
    wrong.append("full text: sqlite3 and Datasette differ")
if found == 0:
    wrong.append("full text: Datasette finds no bank")
print("\n".join(wrong) or f"{len(facets['facets'])} facets are equal, {found} articles by full text")
sys.exit(1 if wrong else 0)
