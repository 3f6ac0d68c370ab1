#!/usr/bin/env python3
"""Tests the percentage of par30_by_province.sql with sums far larger than those of any country, in DuckDB and DataFusion.

Both divide in their own way, one of them in floating point; whole numbers of Python say what is right.
"""

import random
from pathlib import Path

import datafusion
import duckdb

QUESTION = Path(__file__).resolve().parent.joinpath("sql/par30_by_province.sql").read_text(encoding="utf-8")
MOST = 460_000_000_000_000


def half_up(part, whole):
    """A part in hundredths of a percent of the whole, rounded half up in its size."""
    size = (20_000 * abs(part) + whole) // (2 * whole)
    return -size if part < 0 else size


def views(provinces):
    """The three tables that the question reads, with one club and one loan a province."""

    def table(name, columns, rows):
        return f"CREATE VIEW {name} AS SELECT * FROM (VALUES {', '.join(rows)}) AS given({columns})"

    dong = "CAST('{}' AS DECIMAL(38, 0))".format
    clubs = [f"('{province}', '{province}-1')" for province in provinces]
    loans = [f"('{province}', 'disbursed', 31, {dong(late)})" for province, (late, _) in provinces.items()]
    transfers = [f"('{province}', 'assets:loans', 'assets:cash', {dong(whole)})" for province, (_, whole) in provinces.items()]
    return [
        table("clubs", "province, club", clubs),
        table("loans", "province, status, days_past_due, outstanding", loans),
        table("transfers", "province, debit_account, credit_account, amount", transfers),
    ]


def with_duckdb(provinces):
    connection = duckdb.connect()
    for view in views(provinces):
        connection.execute(view)
    return connection.execute(QUESTION).fetchall()


def with_datafusion(provinces):
    context = datafusion.SessionContext()
    for view in views(provinces):
        context.sql(view).collect()
    return [tuple(row.values()) for batch in context.sql(QUESTION).collect() for row in batch.to_pylist()]


def main():
    chance = random.Random(1336)
    provinces = {"half": (1, 20_000), "below": (1, 20_001), "none": (0, 0), "negative": (-1, 3), "most": (MOST, MOST)}
    for number in range(1_000):
        whole = chance.randrange(1, MOST + 1)
        provinces[f"p{number:04}"] = (chance.randrange(0, whole + 1), whole)
    for run in (with_duckdb, with_datafusion):
        rows = run(provinces)
        assert len(rows) == len(provinces), (run.__name__, len(rows))
        for province, clubs, late, outstanding, hundredths in rows:
            given = provinces[province]
            right = half_up(*given) if given[1] else None
            got = (clubs, late, outstanding, hundredths)
            assert got == (1, *given, right), (run.__name__, province, got, right)
        # A sum that does not fit is an error, not another number.
        for too_large in ((MOST + 1, MOST), (1, MOST + 1), (-MOST - 1, 1)):
            try:
                answer = run({"large": too_large})
            except Exception as error:  # each engine has its own kind
                assert "too large" in str(error), (run.__name__, error)
            else:
                raise AssertionError((run.__name__, too_large, answer))
    print(f"{len(provinces)} percentages are right in both engines, and sums that do not fit are refused")


if __name__ == "__main__":
    main()
