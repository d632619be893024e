"""How anything becomes a file: whole or not at all, safe in a spreadsheet, never all of it in memory."""
