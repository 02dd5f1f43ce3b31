"""The shapes and errors of the remote dialects, for both who asks and who answers."""
