"""What is true: pure functions over frozen Structs. No I/O, no clock, no TinyDB, no Textual; no other room of ours."""
