"""What an evaluation is: results with their traces, marks and notes, and how they are kept."""
