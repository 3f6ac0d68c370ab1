"""The questions of sql/, and answers as tables of text that do not depend on the engine."""

import csv
import datetime
import decimal
from pathlib import Path

QUESTIONS = sorted(Path(__file__).resolve().parent.joinpath("sql").glob("*.sql"))
PARTITIONED = ["clubs", "records", "transfers", "loans", "members", "findings", "warnings", "indicators"]
UNREAD = "unread"


def text(value):
    """Returns a value as the library prints it; NULL is empty. Sums are whole đồng: a fraction or a float is an error of the query."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, decimal.Decimal):
        if value != value.to_integral_value():
            raise ValueError(f"{value} is not whole")
        return str(int(value))
    if isinstance(value, datetime.datetime):
        raise ValueError(f"{value} is a time, expected a day")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (int, str)):
        return str(value)
    raise ValueError(f"{value!r} is a {type(value).__name__}, expected a whole number, a text, a day or a truth value")


def write_all(run, folder):
    """Runs every question with `run`, which takes SQL and returns columns and rows, and writes the answers as CSV with sorted rows."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for question in QUESTIONS:
        columns, rows = run(question.read_text(encoding="utf-8"))
        with open(folder / f"{question.stem}.csv", "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(columns)
            table.writerows(sorted([text(value) for value in row] for row in rows))


def read(file):
    """Reads an answer: its columns and its sorted rows."""
    with open(file, encoding="utf-8", newline="") as opened:
        columns, *rows = csv.reader(opened)
    return columns, sorted(rows)
