"""The rows of a believable company, for `tests.bench.seed`."""
