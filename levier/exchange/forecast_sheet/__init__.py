"""A forecast read from anybody's workbook: what each line becomes, remembered by sender."""
