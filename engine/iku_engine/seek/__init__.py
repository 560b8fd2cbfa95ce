"""What a result hangs on: the smallest changes that reach a goal, its nearest categories, critical weights, the pull of each input."""
