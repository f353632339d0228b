"""Referrals: the queue, entering one, taking in a file, and the screening."""
