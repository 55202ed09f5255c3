"""What runs on this host: embedded database, engines, supervisor and the command line `freehold`."""
