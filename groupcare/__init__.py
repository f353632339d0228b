"""GroupCare runs a clinic's group psychotherapy programme. ARCHITECTURE.md says how the house is built."""

__version__ = "0.1.0"
