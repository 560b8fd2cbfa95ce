"""What the command line says of its own, each sentence with its Indonesian and its English text."""

from iku_cli.messages.sentences import TABLES, Phrase, message

__all__ = ["TABLES", "Phrase", "message"]
