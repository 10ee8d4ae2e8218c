"""What we are measured beside. Runs in `.venv-bench` alone, and imports nothing of ours."""
