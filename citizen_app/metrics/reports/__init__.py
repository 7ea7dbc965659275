"""The quarterly report of a ward: asked for by a leader, made in the background, kept as files."""
