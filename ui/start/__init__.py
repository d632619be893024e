"""From the word on the command line to the open window, and to its end."""
