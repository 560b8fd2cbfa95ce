"""A store follows its specs: what is added is added, what would no longer hold of stored rows is refused with those rows."""
