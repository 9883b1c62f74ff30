"""Who works here: organisations (houses, their network), offices, teams, users, roles."""
