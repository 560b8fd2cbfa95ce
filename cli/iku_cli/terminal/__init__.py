"""Between a terminal and the commands: what is asked for and how it is written, and what is said where it cannot be used."""
