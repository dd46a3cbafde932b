"""What makes the record trustworthy: entries, keys, the tree, checkpoints, the store and the verifier; knows nothing of governments."""
