"""Django configuration: one settings file read from the environment, the URLs, the WSGI entry."""
