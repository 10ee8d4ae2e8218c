"""Page-shaped reads, always of one organization."""
