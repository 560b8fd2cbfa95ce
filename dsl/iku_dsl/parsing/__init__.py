"""Text to statements, or what stands there instead of what could, with advice on how to mend it."""
