"""What is decided about statements and debits, without the database."""
