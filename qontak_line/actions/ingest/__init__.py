"""Events → contacts, conversations and messages: one event, one transaction, whatever order they come in."""
