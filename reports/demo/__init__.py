"""The demo community: invented agencies, people and households, for `make run` and the browser journeys."""
