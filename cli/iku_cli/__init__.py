"""Words and pictures: the command line of iku-engine."""
