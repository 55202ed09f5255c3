"""What may become of invitations, prospects, transfers and notices of incidents. Pure."""
