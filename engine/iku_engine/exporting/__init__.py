"""Facts out: templates to fill in, and packages that can be imported again."""
