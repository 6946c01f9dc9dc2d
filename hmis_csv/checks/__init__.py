"""Set-based checks of the staged rows, generated from HUD's column specification and a few tables of rules."""
