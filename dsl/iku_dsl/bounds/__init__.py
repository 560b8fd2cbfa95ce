"""What is certain of values before there are any facts: ranges, relations, and witnesses that they are reached."""
