"""The program's own workbooks: what is written into one, an import reads back unchanged."""
