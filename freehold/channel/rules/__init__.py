"""What may become of a transfer, and which plan takes over from which. Pure."""
