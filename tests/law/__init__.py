"""Cases that a lawyer can read, and the test that plays them in the town hall."""
