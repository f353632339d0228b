"""How it is kept: TinyDB's interface over an encrypted, ledgered SQLite database; keys, sign-in and proof.

Knows the rules' Structs and nothing above them. SQL stands in the engine (engine.py and what it is put together of),
schema.py and formats.py alone.
"""
