"""File formats, one module each: readers turn files into a GridSnapshot, writers do the reverse."""
