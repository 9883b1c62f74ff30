"""What Levier gives to print, show and open elsewhere: PDF, charts, QR codes, spreadsheets.

It knows no table of the database: callers hand it sentences, amounts already written in French,
and rows. Pages compute nothing here, they are laid out.
"""
