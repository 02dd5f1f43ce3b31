"""One remote dialect per file, behind one protocol."""
