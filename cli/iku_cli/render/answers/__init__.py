"""What each command answers, for people."""
