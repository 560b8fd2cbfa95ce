"""What peers make of the same two questions: one file a peer, written as its users would, each importing nothing but its library."""
