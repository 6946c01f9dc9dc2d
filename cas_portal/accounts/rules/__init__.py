"""The settings of a community as people see them: what each means, who is affected, dated changes, holidays."""
