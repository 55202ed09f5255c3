"""Reading the channel, each side as far as it is theirs."""
