"""A case told from the bare rows of the store by the plainest code there is: for comparing, and sharing nothing.

It reads the payloads as JSON and knows the format from its documentation alone.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

BESIDE = ("declare", "return", "withdraw")
WORDS = ("fund-request", "meeting", "agenda-item", "document", "leave-request", "decision-item")


def rows_of(path: str) -> list[dict[str, Any]]:
    """Every payload of a ledger in SQLite, in order, with its index and leaf."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        found = connection.execute("SELECT idx, leaf, payload FROM entry ORDER BY idx").fetchall()
    return [{**json.loads(payload), "index": index, "leaf": leaf.hex()} for index, leaf, payload in found]


def told(rows: list[dict[str, Any]], case: str, *, size: int | None = None, until: str | None = None) -> dict[str, Any]:
    """What the first `size` entries, or those before the first that is later than `until`, say of a case."""
    kept = rows
    if size is not None:
        kept = rows[:size]
    if until is not None:
        later = [row["index"] for row in rows if row["at"] > until]
        kept = rows[: later[0]] if later else rows
    mine = [row for row in kept if row["case"] == case]
    acts = [row for row in mine if row["type"].split(".")[0] in WORDS and row["type"] != "agenda-item.drawn/1"]
    gone = _gone(mine, acts)
    return _state([row for row in acts if row["index"] not in gone], _new_words(mine, acts), len(mine), gone, acts)


def _gone(mine: list[dict[str, Any]], acts: list[dict[str, Any]]) -> set[int]:
    """Acts that their leader disowned, in person."""
    by_index = {act["index"]: act for act in acts}
    found = set()
    for row in mine:
        if row["type"] != "act.disowned/1":
            continue
        target = by_index.get(row["facts"]["index"])
        by = row["by"]
        known = target and target["leaf"] == row["facts"]["leaf"] and target["index"] < row["index"]
        if target and known and by["person"] == target["by"]["person"] and by["recorded_by"] is None:
            found.add(target["index"])
    return found


def _new_words(mine: list[dict[str, Any]], acts: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """What corrections say instead, by the index of the act."""
    found: dict[int, dict[str, Any]] = {}
    for row in mine:
        if row["type"] == "act.corrected/1" and any(act["leaf"] == row["facts"]["leaf"] for act in acts):
            new = row["facts"]["new"]
            found.setdefault(row["facts"]["index"], {}).update({**new.get("fields", {}), **new.get("declared", {})})
    return found


def _state(
    acts: list[dict[str, Any]],
    new: dict[int, dict[str, Any]],
    version: int,
    gone: set[int],
    every: list[dict[str, Any]],
) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    done: list[tuple[str, int]] = []
    closed = None
    for act in acts:
        said = act["facts"]
        name = said.get("act", act["type"].split(".")[1].split("/")[0])
        here = {**said.get("fields", {}), **said.get("declared", {})}
        for fact, value in here.items():
            if (fact not in facts or fact in said.get("renews", ())) and fact not in said.get("own", ()):
                facts[fact] = new.get(act["index"], {}).get(fact, value)
        done = [each for each in done if each[0] not in said.get("undoes", ())]
        if name not in BESIDE:
            done.append((name, act["index"]))
        if act["type"] == "fund-request.paid/1":
            closed = "paid"
        elif name == "return" and act["type"].endswith(".returned/1"):
            closed = "returned"
        elif name == "withdraw":
            closed = "withdrawn"
        else:
            closed = said.get("closes") or closed
    if every and every[0]["index"] in gone:
        closed = "disowned"
    return {"version": version, "facts": facts, "done": done, "closed": closed}
