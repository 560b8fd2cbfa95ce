"""Pictures and words for people, for what every command shows: results, traces, tables, figures."""
