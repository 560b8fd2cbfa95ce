"""One indicator in one period for one entity: guards, formula, rounding, official value, category, targets."""
