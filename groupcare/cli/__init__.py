"""The same acts without a screen, a file per group of commands. No command here imports Textual."""
