"""For editors: what names stand for, what may stand at a place, which words are coloured, and the one form of a text."""
