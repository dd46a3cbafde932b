"""The words of a rulebook that the program itself knows: what every book has, because commands are built on it."""

from collections.abc import Mapping

CASES = ("office", "meeting", "agenda", "document", "fund", "leave", "item")
"""The kinds of case; no book adds one."""
OPENS: Mapping[str, tuple[str, ...]] = {
    "meeting": ("plan",),
    "agenda": ("propose",),
    "document": ("draft", "register"),
    "fund": ("request",),
    "leave": ("request",),
    "item": ("open",),
}
"""The acts that open a case."""
OFFICES = ("gov_office", "tick_service")
"""Who keeps the diary of absences, and the service that notes what has become true."""
CLOSED = ("paid", "returned", "withdrawn", "held", "decided", "issued", "answered", "filed", "done", "ended")
"""The words a case is closed with."""
FACTS: Mapping[str, str] = {
    "department": "department",
    "amount_fen": "amount_fen",
    "purpose": "text",
    "kind": "meeting_kind",
    "meets_on": "day",
    "meeting": "case",
    "subject": "text",
    "about": "cases",
    "lead_department": "department",
    "title": "text",
    "body": "paper",
    "text": "text",
    "undertaking_unit": "department",
    "origin": "one_of",
    "due_on": "day",
    "decided_by": "case",
    "applicant": "person",
    "leave_kind": "one_of",
    "leaves_on": "day",
    "returns_on": "day",
    "destination": "text",
}
"""The facts that the commands ask for, with their types."""
LIGHTS: Mapping[str, type] = {
    "green_until_working_days_left": int,
    "yellow_until_working_days_left": int,
    "red_from": str,
}
