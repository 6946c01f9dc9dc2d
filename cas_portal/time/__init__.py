"""The one clock and the date arithmetic of the business rules."""
