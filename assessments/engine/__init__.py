"""The one engine for all instruments: reads a versioned data file and decides what to ask, what is valid and what it scores."""
