"""Messages that leave the house and reach it: their templates, their log, what they ask for."""
