"""Benchmarks, each a command of its own and never a timed assertion: `python -m tests.bench screens`."""
