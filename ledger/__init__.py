"""What makes the record trustworthy: entries, keys, the tree, the store, the verifier; knows nothing of governments."""
