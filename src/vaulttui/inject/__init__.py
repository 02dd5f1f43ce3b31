"""What programs are given: environment, files, templates, collisions, and where each is from."""
