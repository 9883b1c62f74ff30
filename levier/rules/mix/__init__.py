"""The proposed financing mix: the three best, exactly, each amount explained.

`problem` says what is asked, `building` and `constraints` put it to the solver (`program`),
`solving` finds the mixes, `checking` verifies them in Decimal (and any mix typed by hand),
`explaining` says why each amount, `relaxing` what to give when nothing fits, `sharing` shares
envelopes between the dossiers of a sitting.
"""
