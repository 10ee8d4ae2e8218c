"""Kill a real process at each named point, start another, and look at what an outsider sees."""
