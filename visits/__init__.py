"""Who went, when, and what was seen: household visits, activities, attendance."""
