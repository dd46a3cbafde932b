"""Words in, one call, words out: the command line."""
