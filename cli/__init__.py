"""Words in, one call, words out: the command line."""

import gc

# Most commands live for a tenth of a second; an eighth of it would go into searching their imports for garbage.
gc.set_threshold(50_000)
