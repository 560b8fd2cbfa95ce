"""What the words in tables of offices mean: dates, numbers, units, periods, headings, labels of totals."""
