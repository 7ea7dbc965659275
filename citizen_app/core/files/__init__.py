"""Attachments: one choke point for everything that people upload."""
