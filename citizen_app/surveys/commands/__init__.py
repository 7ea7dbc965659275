"""What is done with waves, cards and answers."""
