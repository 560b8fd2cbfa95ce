"""How a command line is read: options, commands by name, and what a shell offers."""
