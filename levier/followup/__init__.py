"""The intervention as it goes: reviews due and their answers, the light, who is watched."""
