"""What people take away: one evaluation, gathered once, as a page and in other formats."""
