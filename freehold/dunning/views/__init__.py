"""The pages of letters and reminders."""
