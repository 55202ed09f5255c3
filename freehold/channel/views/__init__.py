"""Pages of codes and of changing the provider."""
