#!/usr/bin/env python3
"""The audit of a country on Apache Spark: spark.py DIR OUT ANSWERS [--national FILE] [--as-of DATE] [--clubs N] [--master URL]

The driver shares the work out (`national plan`), workers export a share at a time (`national share`), and Spark asks the questions of
sql/ of the result. DIR and OUT are on a file system that all workers see; the program `national` is sent to them. The names and bytes
of what a share writes depend on the share alone: if a worker dies, another writes the same parts again.

The tables are in OUT, the answers in ANSWERS, a CSV file each. Exits with 0 if every file was read to its end, 1 if one was not, which
is then in the table `unread` and on standard error, 2 if the work could not be done.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from pyspark import SparkFiles, TaskContext
from pyspark.sql import SparkSession

from answers import PARTITIONED, UNREAD, write_all

HERE = Path(__file__).resolve().parent


class Failure(Exception):
    """The work could not be done."""


def national(program, *arguments, given=None):
    """Runs the program; 1 means that a file is unread, which is no failure."""
    done = subprocess.run([program, *arguments], input=given, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise Failure(f"national {arguments[0]} exits with {done.returncode}: {done.stderr.strip()}")
    return done


def exporter(source, tables, as_of):
    """The work of one task."""

    def export(share):
        program = SparkFiles.get("national")
        os.chmod(program, 0o755)
        done = national(program, "share", source, tables, *as_of, given=share + "\n")
        return json.loads(done.stdout), done.stderr, TaskContext.get().attemptNumber()

    return export


def main():
    usage, _, rest = __doc__.partition("\n")
    parser = argparse.ArgumentParser(description=usage, epilog=rest)
    parser.add_argument("dir", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--national", type=Path, default=HERE / "target/release/national")
    parser.add_argument("--as-of", default=None)
    parser.add_argument("--clubs", default="100")
    parser.add_argument("--master", default="local-cluster[2,1,1024]")
    options = parser.parse_args()
    source, tables = str(options.dir.resolve()), str(options.out.resolve())
    as_of = ["--as-of", options.as_of] if options.as_of else []

    plan = national(options.national, "plan", source, tables, "--clubs", options.clubs)
    sys.stderr.write(plan.stderr)
    shares = plan.stdout.splitlines()

    # A task that reads and writes files is tried elsewhere if its worker dies. A province is a text, even if it looks like a number.
    session = SparkSession.builder.master(options.master).appName("national")
    session = session.config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
    if options.master.startswith("local"):
        session = session.config("spark.ui.enabled", "false")
        session = session.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        session = session.config("spark.sql.shuffle.partitions", "2")
    session = session.getOrCreate()
    try:
        context = session.sparkContext
        context.addFile(str(options.national.resolve()))
        done = context.parallelize(shares, len(shares)).map(exporter(source, tables, as_of)).collect() if shares else []
        for _, messages, _ in done:
            sys.stderr.write(messages)
        national(options.national, "end", source, tables)

        for table in [*PARTITIONED, UNREAD]:
            session.read.parquet(f"{tables}/{table}").createOrReplaceTempView(table)

        def run(sql):
            answer = session.sql(sql)
            return answer.columns, [list(row) for row in answer.collect()]

        write_all(run, options.answers)
    finally:
        session.stop()

    unread = plan.returncode == 1 or any(tally["unread"] for tally, _, _ in done)
    clubs, records = (sum(tally[name] for tally, _, _ in done) for name in ("clubs", "records"))
    again = sum(attempt > 0 for _, _, attempt in done)
    print(f"{clubs} clubs and {records} records in {len(shares)} shares, {again} of them tried again on another worker")
    return 1 if unread else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"spark.py: {failure}", file=sys.stderr)
        sys.exit(2)
