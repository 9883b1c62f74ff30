"""Every page: forms, views, templates; nothing below imports it."""
