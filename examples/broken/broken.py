#!/usr/bin/env python3
"""Fails on purpose, the way a good program fails: with a sentence on standard error and an exit status of its own."""

import sys

print("Looking for the reference star")
print("Found 3 candidates", flush=True)
limit = sys.argv[1]
print(f"broken: Cannot calibrate: none of the 3 candidates is brighter than magnitude {limit}", file=sys.stderr)
print("broken: Try a fainter limit, or choose the reference star by hand", file=sys.stderr)
sys.exit(3)
