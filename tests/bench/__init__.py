"""Benchmarks, each a command of its own and never a timed assertion: `screens` and `record`."""
