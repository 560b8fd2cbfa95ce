"""Members of dimensions: which there are, on which days they are valid, and which rows would name none."""
