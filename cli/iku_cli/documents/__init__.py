"""What `--json` prints: versioned documents, numbers as strings, each declared once in `declared`, of which `schema` makes its schema."""
