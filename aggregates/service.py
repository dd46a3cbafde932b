"""The service: an identity with nobody behind it, which notes by the clock what has become true and nothing else."""

SERVICE = "tick_service"
"""The office it is granted, like any other office."""
LAPSED, RUNG_OPENED, DEEMED = "duty.lapsed/1", "rung.opened/1", "act.deemed/1"
NOTED_BY_SERVICE = frozenset({LAPSED, RUNG_OPENED, DEEMED})


def may_record(event_type: str, office: str) -> bool:
    """Whether an entry of that type may be recorded in that office, as far as the service is concerned."""
    return office != SERVICE or event_type in NOTED_BY_SERVICE
