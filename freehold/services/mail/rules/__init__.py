"""Pure rules of mail: what an address may be, how Sieve is written, what a signing key is, what a log line says."""
