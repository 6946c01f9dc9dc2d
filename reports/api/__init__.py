"""The REST API of this app: the same services, policies and visible rows as its pages."""
