"""What the rules promise, as sentences."""
