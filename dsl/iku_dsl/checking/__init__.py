"""Spec files to a program, or to all that is wrong with them; also with weights put otherwise or a name changed."""
