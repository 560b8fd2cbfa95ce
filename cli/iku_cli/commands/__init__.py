"""One file a group of commands, each a function. The table of them stands in `iku_cli.group`."""
