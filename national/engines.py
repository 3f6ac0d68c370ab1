#!/usr/bin/env python3
"""Answers the questions of sql/ from exported tables: engines.py duckdb|datafusion TABLES ANSWERS

Each engine gets the tables as views, so that the questions are the same text for all. A province is a text in all of them, even where
it is a number that begins with zero.
"""

import sys
from pathlib import Path

from answers import PARTITIONED, UNREAD, write_all


def with_duckdb(tables):
    import duckdb

    connection = duckdb.connect()
    for table in PARTITIONED:
        source = f"'{tables}/{table}/*/*.parquet', hive_partitioning = true, hive_types = {{'province': VARCHAR}}"
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet({source})")
    connection.execute(f"CREATE VIEW {UNREAD} AS SELECT * FROM read_parquet('{tables}/{UNREAD}/*.parquet')")

    def run(sql):
        answer = connection.execute(sql)
        return [column[0] for column in answer.description], answer.fetchall()

    return run


def with_datafusion(tables):
    import datafusion
    import pyarrow

    context = datafusion.SessionContext()
    for table in PARTITIONED:
        context.register_parquet(table, f"{tables}/{table}/", table_partition_cols=[("province", pyarrow.string())])
    context.register_parquet(UNREAD, f"{tables}/{UNREAD}/")

    def run(sql):
        answer = context.sql(sql)
        columns = answer.schema().names
        rows = [list(row.values()) for batch in answer.collect() for row in batch.to_pylist()]
        return columns, rows

    return run


def main(arguments):
    engines = {"duckdb": with_duckdb, "datafusion": with_datafusion}
    if len(arguments) != 3 or arguments[0] not in engines:
        sys.exit(__doc__.strip().splitlines()[0])
    engine, tables, answers = arguments
    write_all(engines[engine](Path(tables).resolve()), answers)


if __name__ == "__main__":
    main(sys.argv[1:])
