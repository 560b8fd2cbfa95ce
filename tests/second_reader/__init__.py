"""A second reader of docs/language.md: what indicators come to by the words of that page alone, over worlds made at random.

Nothing here imports the product but `compared`, which holds its results against those of the reader. A chapter of the page is a module:
`periods` (2.6, 6), `declarations` (3, 4, as data), `facts` (3.1, 7.3), `cells` (3.2.1, 6, 12.3), `figures` (12.1, 12.2), `formulas` (4),
`many_rows` (7), `weights` (8), `indicators` (3.6, 6, 10), `targets` (9, 3.4); `reader` puts them together. `worlds` and
`formulas_at_random` make specs and facts, `spec_text` and `files` write them as an author and an office would.
"""
