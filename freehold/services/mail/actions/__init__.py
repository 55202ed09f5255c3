"""Everything that changes mail, one verb a file."""
