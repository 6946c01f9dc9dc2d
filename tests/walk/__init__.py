"""Every page of the portal, opened as each role that may open it, and looked at closely."""
