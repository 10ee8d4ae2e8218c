"""What LINE is: its messages, webhooks, calls and errors. Knows nothing of the inbox."""
