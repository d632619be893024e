"""What the program needs of a computer and puts into it; nothing here needs Qt."""
