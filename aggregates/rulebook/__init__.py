"""The written work rules as data, and the pure functions that judge an act by them."""
