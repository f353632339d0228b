"""How scores read."""


def number(value: float) -> str:
    """16, 14.5: one decimal at most, a half rounded up as people do."""
    return f"{value:g}" if value == round(value, 1) else f"{value + 1e-9:.1f}"
