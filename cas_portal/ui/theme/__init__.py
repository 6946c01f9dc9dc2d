"""The one-time build of the vendored USWDS files (not needed to run or set up the portal)."""
