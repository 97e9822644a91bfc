"""Pages of visits, activities, and of what rooms below show together with them."""
