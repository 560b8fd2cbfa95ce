"""The sentences that the engine says, in Indonesian and English, each table for the rooms that say them."""
