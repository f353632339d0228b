"""The README's pictures, made from the program as it is: `python -m tests.pictures`."""
