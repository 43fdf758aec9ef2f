# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks at an executed notebook: executed_notebook.py FILE. run_notebook starts this."""
import json
import pathlib
import re
import sys

cells = json.loads(pathlib.Path(sys.argv[1]).read_text())["cells"]
outputs = [output for cell in cells for output in cell.get("outputs", [])]
page = "".join("".join(output.get("data", {}).get("text/html", "")) for output in outputs)
texts = "".join("".join(output.get("data", {}).get("text/plain", output.get("text", ""))) for output in outputs)
pictures = [output for output in outputs if "image/png" in output.get("data", {})]
shown = re.search(r"<b>(\d+) articles</b>", page)
wanted = {
    "how many articles were found": shown is not None and f"oil OR gas: {shown.group(1)} articles" in page,
    "marked hits": "<mark>oil</mark>" in page,
    "a timeline": "<svg" in page,
    "a DataFrame": "datetime64[ns, UTC]" in texts and 'class="dataframe"' in page,
    "a picture": len(pictures) == 1 and len(pictures[0]["data"]["image/png"]) > 5000,
    "a difference": "<ins>411 seats</ins>" in page,
    "a receipt": "sha256 of the ids" in page and "<same: " in texts,
    "no error and no warning": not any(output["output_type"] == "error" or output.get("name") == "stderr"
                                       for output in outputs),
}
source = pathlib.Path(__file__).parents[2] / "clients/python/examples/notebook.ipynb"
wanted["no outputs in the repository"] = not any(
    cell.get("outputs") for cell in json.loads(source.read_text())["cells"])
wrong = [what for what, there in wanted.items() if not there]
print("\n".join(f"the notebook lacks {what}" for what in wrong) or f"{len(cells)} cells, {len(outputs)} outputs")
sys.exit(1 if wrong else 0)
