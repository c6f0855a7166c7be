"""How forms and the admin write times: as ISO 8601, in UTC."""
