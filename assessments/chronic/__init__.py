"""Chronic homelessness from dated stays (policy §4): pure rules over dates; nothing here reads a database."""
