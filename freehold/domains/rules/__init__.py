"""Pure rules of names, records, verdicts and times."""
