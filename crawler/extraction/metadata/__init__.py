"""What a page says about its article: every candidate read, the best one chosen by vote."""
