"""What the Python clients share."""

import os
import sqlite3

BASE = "http://" + os.environ["GHIRBAL_ADDRESS"]
KEY = os.environ["GHIRBAL_KEY"]
REVOKED = os.environ["GHIRBAL_REVOKED"]
HOSTILE = "انت غبي ومتخلف وحمار وكذاب"
KIND = "شكرا على هذا المقال المفيد"


def decisions(text):
    """The decisions that the server keeps on a text."""
    with sqlite3.connect(os.environ["GHIRBAL_DATABASE"]) as database:
        rows = database.execute("SELECT decision FROM feedback WHERE text = ? ORDER BY id", (text,))
        return [decision for (decision,) in rows]


def raises(kind, words, act):
    """Asserts that `act` fails with an error of this kind that says these words."""
    try:
        act()
    except kind as error:
        said = f"{error} {getattr(error, 'content', b'')} {getattr(error, 'raw_data', '')}"
        assert words in said, f"{words!r} is not in {said!r}"
        return error
    raise AssertionError(f"no error that says {words!r}")
