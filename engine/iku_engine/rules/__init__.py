"""What must hold of rows beyond their cells, and which stored rows a rule would refuse."""
