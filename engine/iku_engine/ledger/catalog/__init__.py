"""The catalog of a store's database beside the one that the program makes: tables, columns, constraints, indexes, triggers, views."""
