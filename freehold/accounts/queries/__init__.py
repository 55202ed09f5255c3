"""People, groups and what they sign in with, as pages and other packages read them."""
