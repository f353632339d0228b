"""Today, and the alerts it leads to."""
