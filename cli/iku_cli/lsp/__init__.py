"""The language server: what an editor asks about specs, answered. Imported by the command `lsp` only."""
