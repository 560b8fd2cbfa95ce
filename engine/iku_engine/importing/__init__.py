"""A file into a relation: good rows stored, the others kept in quarantine, to be mended."""
