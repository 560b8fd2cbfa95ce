"""Where statements about facts run: in the store itself, or in another engine that holds the same facts."""
