"""The application service: each function loads, vets, composes, signs and appends one act of the office."""
