#!/usr/bin/env python3
"""Writes the SHA-256 checksum of a file in the form that `sha256sum --check` reads. Needs Python 3.8 or newer."""

import hashlib
import os
import sys


def main():
    path = sys.argv[1]
    # An uploaded file is kept under a name of the server's choice; the item bears the one that it was sent under.
    name = os.path.basename(os.environ.get("RUNYARD_ITEM") or path)
    try:
        digest, size = checksum(path)
    except OSError as error:
        sys.exit(f'checksum: Cannot read "{path}": {error.strerror}')
    line = f"{digest}  {name}"
    with open(os.path.join(os.environ.get("RUNYARD_RESULTS", "."), "checksum.txt"), "w", encoding="utf-8") as file:
        file.write(f"{line}\n")
    print(f"{line} ({size} bytes)")


def checksum(path):
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


if __name__ == "__main__":
    main()
