"""How the record is kept: real files, a real encrypted database, and real processes where the claim is about those."""
