"""What we say to a customer: send, retry, send again."""
