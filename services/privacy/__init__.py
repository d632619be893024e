"""Privacy: what is kept of a person, giving it out, and erasing it."""
