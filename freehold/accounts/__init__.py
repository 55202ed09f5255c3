"""People who sign in, their groups and roles, sessions, API tokens and app passwords for devices."""
