"""Pages of caseload, exports and the audit log."""
