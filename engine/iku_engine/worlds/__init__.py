"""Other worlds of facts and rules, and what indicators are in them."""
