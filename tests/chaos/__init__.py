"""What is left when processes are killed: judged by what an outsider sees, never by the app's own word."""
