"""Too much at once, against the real program: `python -m tests.overload --full` prints what became of it."""
