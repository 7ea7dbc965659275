"""What is done with booklets and sheets."""
