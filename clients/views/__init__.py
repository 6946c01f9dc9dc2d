"""Pages about clients, one module for each subject."""
