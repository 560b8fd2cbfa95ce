"""Text to statements, or what stands there instead of what could."""
