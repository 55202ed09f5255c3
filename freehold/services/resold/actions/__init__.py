"""What is done with a vendor's seats and bills."""
