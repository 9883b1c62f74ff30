"""Journeys in a programme: BRSA, Accès+, DLA, DASESS, FIDESS; engineering payments."""
