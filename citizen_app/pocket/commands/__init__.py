"""What is done with the phones of helpers and what they send, a file per matter."""
