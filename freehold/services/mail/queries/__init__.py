"""What pages, the API and other actions read of mail, one file for each thing that is read."""
