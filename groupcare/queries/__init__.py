"""What people look at: one query per screen or report, giving frozen Structs ready to show. Queries change nothing."""
