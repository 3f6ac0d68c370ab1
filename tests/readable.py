"""Writes of each file what an audit could read of it: readable.py AUDITS DIR. AUDITS has the lines of `audit --json`."""

import json
import pathlib
import sys

audits, folder = sys.argv[1], pathlib.Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
for line in open(audits, encoding="utf-8"):
    audit = json.loads(line)
    path = pathlib.Path(audit["file"])
    lines = path.read_bytes().split(b"\n")
    readable = lines[:audit["error"]["line"] - 1] + [b""] if audit["error"] else lines
    (folder / path.name).write_bytes(b"\n".join(readable))
