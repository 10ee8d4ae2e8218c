"""The scaled set-up as an operator runs it: PostgreSQL, Redis, S3, and several web and worker processes, all real."""
