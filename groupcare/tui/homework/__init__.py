"""Homework: the board of a group, and the review of one piece."""
