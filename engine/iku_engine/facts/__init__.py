"""Facts: tables from sources, imports, what is loaded."""
