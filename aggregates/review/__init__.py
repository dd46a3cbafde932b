"""The record judged again: what the adopted rules would have said of each act, as the record stood before it."""
