"""Pages of assessing."""
