"""What in a sheet is no data: titles, units, headers that come again, totals, notes."""
