"""One thing of a rulebook at a time is made wrong, and a hand-written case or the check of the book must notice."""
