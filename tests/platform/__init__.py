"""Tests on one whole running platform, from outside: by its API and by its mail protocols."""
