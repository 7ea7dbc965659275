"""Everything that changes a report, a file per group of verbs."""
