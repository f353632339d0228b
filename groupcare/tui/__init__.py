"""How it looks: the program on screen. Screens show what queries give and call acts; they decide nothing themselves.

Data goes down (a page loads a query and shows it), messages come up; only pages and dialogs call acts. Every text from
outside is shown literally, through `safe`.
"""
