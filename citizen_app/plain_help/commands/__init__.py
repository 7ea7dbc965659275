"""Everything that writes down difficulties and outings, a file per thing."""
