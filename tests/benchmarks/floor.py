import sqlite3

import typer

app = typer.Typer(add_completion=False)


@app.command()
def add(diary: str, words: list[str]) -> None:
    with sqlite3.connect(diary) as connection:
        connection.execute("INSERT INTO spasms VALUES (?)", (" ".join(words),))
    typer.echo("Saved.")
