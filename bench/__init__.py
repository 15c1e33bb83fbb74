"""How fast the busy moments are, as a share of what this machine can do at all: `make bench`.

The measure is bench/bare: Django without middleware and one view with one INSERT. It and the product run on the same
PostgreSQL, the same gunicorn and the same number of connections, in turns, so that a busy machine slows both.
"""
