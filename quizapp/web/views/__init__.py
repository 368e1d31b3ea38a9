"""What single pages show, gathered from the services and put into the reader's words."""
