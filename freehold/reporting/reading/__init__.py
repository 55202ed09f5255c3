"""What reports read: one statement each, however many rows there are. Only here does SQL join tables of several packages."""
