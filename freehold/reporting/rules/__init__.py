"""What reports reckon with. Pure."""
