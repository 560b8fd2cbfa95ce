"""What sources and dimensions are bound to: patterns of files, the files that fit them, their hashes."""
