"""Composite indices of a ward: "grassroots democracy" and "transparency". They are never PAPI's."""
