"""Search over the lines of many frameworks: sets of lines (`bits`), the index in the database."""
