"""The town hall, for reports."""

from tests.town import town, town_made_once

__all__ = ["town", "town_made_once"]
