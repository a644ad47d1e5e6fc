"""Posts from a table: CSV text in, a plan for every row out. Nothing here writes."""
