"""Reading codes and transfers, each side as far as it is theirs."""
