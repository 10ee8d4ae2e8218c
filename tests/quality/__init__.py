"""What `bin/test` and `bin/check` run beside pytest, ruff and mypy."""
