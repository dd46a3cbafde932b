"""Measures govledger against the plain library and the bare primitives, in interleaved pairs of one run."""
