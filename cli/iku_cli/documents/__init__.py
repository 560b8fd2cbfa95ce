"""What `--json` prints: versioned documents, numbers as strings, each described by a schema in `iku_cli/schemas`."""
