"""How it is kept: TinyDB's interface over an encrypted, ledgered SQLite database; keys, sign-in and proof.

Knows the rules' Structs and nothing above them. SQL stands in engine.py and schema.py alone.
"""
