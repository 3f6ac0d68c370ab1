#!/usr/bin/env python3
"""Compares answers, row by row: compare.py EXPECTED ANSWERS…

EXPECTED is the folder with the answers of the library, each other folder has those of an engine. Exits with 1 if one differs.
"""

import sys
from pathlib import Path

from answers import QUESTIONS, read


def main(folders):
    if len(folders) < 2:
        sys.exit(__doc__.strip().splitlines()[0])
    expected, *engines = map(Path, folders)
    differs = False
    for question in QUESTIONS:
        name = f"{question.stem}.csv"
        columns, rows = read(expected / name)
        for engine in engines:
            got_columns, got = read(engine / name)
            if (got_columns, got) == (columns, rows):
                continue
            differs = True
            print(f"{engine.name} differs in {question.stem}: {len(got)} rows, expected {len(rows)}")
            if got_columns != columns:
                print(f"  columns {got_columns}, expected {columns}")
            for sign, here, there in (("-", rows, got), ("+", got, rows)):
                known = set(map(tuple, there))
                for row in [row for row in here if tuple(row) not in known][:3]:
                    print(f"  {sign} {', '.join(row)}")
        print(f"{question.stem}: {len(rows)} rows")
    print("they differ" if differs else f"{', '.join(engine.name for engine in engines)} agree with the library")
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
