"""The language: text in, a checked program or problems out. The way in is `iku_dsl.checking.check`."""
