"""Starts what the portal needs on one machine: packages, PostgreSQL, Valkey, an S3 server, web, worker and beat.

Standard library only, because it runs before anything is installed. Imported by manage.py, the Makefile, the
settings (to read `.local/state.json`) and the tests; by nothing else.
"""
