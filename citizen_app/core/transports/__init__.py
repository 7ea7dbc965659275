"""Ways out of the house: e-mail and text messages, each behind one small interface."""
