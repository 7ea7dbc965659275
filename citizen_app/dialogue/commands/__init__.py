"""Everything that changes a dialogue session, a file per group of verbs."""
