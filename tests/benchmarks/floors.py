"""The same rows with the csv module and sqlite3 alone: what fibrolog's times are set against.

Run as a program of its own, so that it loads nothing else:
`python floors.py bare-in|bare-out|diary-in|diary-out CSV DATABASE`.
"""

import csv
import json
import sqlite3
import sys
from itertools import islice

PORTION = 500


def bare_in(source: str, database: str) -> None:
    """Read a CSV into a table without types, keys or indexes, with one executemany."""
    connection = sqlite3.connect(database)
    with open(source, encoding="utf-8", newline="") as file:  # noqa: PTH123 -- pathlib is one more import
        rows = csv.reader(file)
        header = next(rows)
        columns = ", ".join(f'"{name}" TEXT' for name in header)
        connection.execute(f"CREATE TABLE bare ({columns})")
        with connection:
            places = ", ".join("?" * len(header))
            connection.executemany(f"INSERT INTO bare VALUES ({places})", rows)
    connection.close()


def bare_out(target: str, database: str) -> None:
    """Write that table as a CSV."""
    connection = sqlite3.connect(database)
    with open(target, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 -- the floor has no more in it than it needs
        csv.writer(file).writerows(connection.execute("SELECT * FROM bare"))
    connection.close()


def diary_out(target: str, database: str) -> None:
    """Write a diary's entries as a CSV, in the order of the export."""
    connection = sqlite3.connect(database)
    with open(target, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 -- the floor has no more in it than it needs
        csv.writer(file).writerows(
            connection.execute("SELECT * FROM entries ORDER BY instant, rank, number")
        )
    connection.close()


def diary_in(source: str, database: str) -> None:
    """Read a CSV into the tables of an empty diary, with their checks, indexes and journal.

    Nothing is looked at: neither whether a row is an entry, nor whether it is there already.
    """
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in ("synchronous = FULL", "secure_delete = ON", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA temp_store = MEMORY")
    regions = dict(connection.execute("SELECT name, id FROM regions").fetchall())
    remedies = dict(connection.execute("SELECT name, id FROM remedies").fetchall())
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO steps (at, command) VALUES ('', 'import')")
    with open(source, encoding="utf-8", newline="") as file:  # noqa: PTH123 -- the floor has no more in it than it needs
        rows = csv.reader(file)
        next(rows)
        while portion := list(islice(rows, PORTION)):
            connection.executemany(
                """INSERT INTO episodes (id, uid, at, at_precision, kind, region_id, side,
                intensity, duration_s, count, woke, signs, pain_types, triggers, note, created_at,
                updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                [
                    (r[0][1:], r[1], r[3], r[4], r[6], regions[r[7]], r[8] or None, r[9] or None,
                     r[10] or None, r[11], r[12] == "yes", _array(r[13]), _array(r[14]),
                     _array(r[15]), r[20], r[21], r[22])
                    for r in portion if r[2] == "episode"
                ],
            )  # fmt: skip
            connection.executemany(
                """INSERT INTO uses (id, uid, at, at_precision, remedy_id, dose, against, relief,
                note, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                [
                    (r[0][1:], r[1], r[3], r[4], remedies[r[16]], r[17], r[18] or None,
                     r[19] or None, r[20], r[21], r[22])
                    for r in portion if r[2] == "use"
                ],
            )  # fmt: skip
            connection.executemany(
                """INSERT INTO clear_days (id, uid, day, note, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?)""",
                [(r[0][1:], r[1], r[5], r[20], r[21], r[22]) for r in portion if r[2] == "clear"],
            )
    connection.execute("COMMIT")
    connection.close()


def _array(joined: str) -> str:
    return json.dumps(joined.split("; ")) if joined else "[]"


if __name__ == "__main__":
    floor = {"bare-in": bare_in, "bare-out": bare_out, "diary-in": diary_in, "diary-out": diary_out}
    floor[sys.argv[1]](*sys.argv[2:])
