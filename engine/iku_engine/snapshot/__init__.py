"""The facts as one evaluation sees them."""
