"""From typed rows to what must be written: wishes, compared with the base, then applied.

`wishes/` says what the workbook holds, object by object, under keys that the house would use
(a number, a SIRET, a name with a birth date). `kinds/` finds, creates and changes the objects of
each kind through the services of their app. `comparison` tells what is new, changed or the same.
"""
