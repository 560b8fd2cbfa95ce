"""Side by side with something else in one run: every figure is a ratio, and says of what."""
