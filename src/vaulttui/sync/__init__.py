"""What a remote should hold, what it holds, the plan between them, and its careful execution."""
