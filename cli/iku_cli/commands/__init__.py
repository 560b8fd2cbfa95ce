"""One file a command; each defines `COMMAND`. The table of them stands in `iku_cli.group`."""
