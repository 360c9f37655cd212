#!/usr/bin/env python3
"""Gathers the values of a sweep's items into sweep.csv and sweep.svg. Needs Python 3.8 or newer.

Usage: runyard items ID --json --limit 1000000 | gather.py FOLDER
"""

import csv
import json
import os
import sys

sys.dont_write_bytecode = True  # The folder of the example stays as it was delivered.
from resonance_plot import resonance_plot  # noqa: E402

COLUMNS = ["ratio", "damping", "amplitude", "lag"]


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: runyard items ID --json --limit 1000000 | gather.py FOLDER")
    folder = sys.argv[1]
    rows = sorted(values(sys.stdin), key=lambda row: (row["damping"], row["ratio"]))
    if not rows:
        sys.exit("gather: Cannot plot the sweep: none of its items is complete")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "sweep.csv"), "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    with open(os.path.join(folder, "sweep.svg"), "w", encoding="utf-8") as file:
        file.write(resonance_plot(rows))
    print(f"{len(rows)} points in {os.path.join(folder, 'sweep.csv')} and sweep.svg")


def values(lines):
    """The values of the items that are complete; the others are named, and missing in the table."""
    for line in lines:
        item = json.loads(line)
        if item["phase"] == "complete":
            yield {column: item["result"][column] for column in COLUMNS}
        else:
            print(f"gather: {item['name']} is {item['phase']}", file=sys.stderr)


if __name__ == "__main__":
    main()
