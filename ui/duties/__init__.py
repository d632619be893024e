"""What the program does by itself while its window is open."""
