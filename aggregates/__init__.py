"""What may be decided and by whom: rulebooks, the calendar, the roster and the cases."""
