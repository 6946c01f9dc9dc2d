"""Factories that make rows as the people of an agency would: as `web`, behind the walls."""
