"""What the component gallery shows: every component in its states, with invented facts."""
