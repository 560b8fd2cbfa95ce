"""Why a result is not what it was: the change between two periods, days of knowledge or spec sets, in parts that add up."""
