"""The fictitious clinic: a believable practice in full swing, made by the same acts that real users use."""
