"""Everything that changes teams, visits and consents, a file per group of verbs."""
