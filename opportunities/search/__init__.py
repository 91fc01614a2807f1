"""Search over the lines of many frameworks: `words` (pure), `index` and `find` (the database)."""
