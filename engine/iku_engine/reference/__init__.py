"""A second evaluator, slow and obvious: it walks over rows, finds bounds by trying, and contradicts the first where that is wrong.

It shares the program, the store's tables and plain rationals with the evaluator that people use, and nothing else. `read` takes all
facts of a store, a `World` makes results of them, `completions` tries what may be filled in for what is missing, and `cross_check`
holds an evaluation against all that.
"""
