"""Reasons and names as a community words them: lists, the words of a day, dated changes with their preview."""
