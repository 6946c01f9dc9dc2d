"""The one engine for all instruments: what a data file asks, which answers are valid, and what they score."""
