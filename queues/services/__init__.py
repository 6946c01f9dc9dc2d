"""The verbs of the lists, one module per subject."""
