"""What can be read off the record: pure folds stored and shown again."""
