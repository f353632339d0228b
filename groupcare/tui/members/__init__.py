"""Members: everybody the clinic knows, and each one's chart."""
