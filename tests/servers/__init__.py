"""Real servers for tests, thrown away afterwards: PostgreSQL, Redis, and a TCP proxy that delays and cuts."""
