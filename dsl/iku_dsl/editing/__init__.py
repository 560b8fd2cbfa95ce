"""For editors: a name changed wherever it stands, and the words that are coloured."""
