"""The town hall of every case, and the hall of every story."""

from tests.law.hall import hall, halls, halls_made_once
from tests.town import town, town_made_once

__all__ = ["hall", "halls", "halls_made_once", "town", "town_made_once"]
