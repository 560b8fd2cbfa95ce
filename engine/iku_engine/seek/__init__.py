"""From a result and a goal to the smallest changes that reach it."""
