"""What happens when the computer fails in the middle: every write of a job is a moment to die at, or to be refused."""
