"""The API’s operations of the channel."""
