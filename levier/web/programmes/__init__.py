"""Support programmes: journeys of BRSA, Accès+, DLA, DASESS, FIDESS; Propulsons; engineering."""
