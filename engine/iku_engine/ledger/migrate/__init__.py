"""A store follows its specs: what is added is added, what would no longer hold of stored rows is refused with those rows."""

from iku_engine.ledger.migrate.migrate import migrate, up_to_date

__all__ = ["migrate", "up_to_date"]
