"""What is written when. Pure."""
