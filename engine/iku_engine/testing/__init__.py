"""In-spec tests: what they give, reach and find, and which small mistakes in a spec they would not notice."""
