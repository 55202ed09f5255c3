"""Orders of plans on an edge, and their states: trial, active, suspended, cancelling, ended."""
