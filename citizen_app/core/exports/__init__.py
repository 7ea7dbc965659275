"""Tables for people who live in spreadsheets."""
