"""Groups: the list, making one, one group with its tabs, and the run sheet of a session."""
