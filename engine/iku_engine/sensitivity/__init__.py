"""What a result hangs on: its nearest categories, critical weights, the pull of each input."""
