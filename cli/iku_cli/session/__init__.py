"""One run of a command: its specs and its store, and what several commands do alike."""
