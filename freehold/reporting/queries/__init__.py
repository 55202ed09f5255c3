"""Reports as pages, the API, commands and the overview read them."""
