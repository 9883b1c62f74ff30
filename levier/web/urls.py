"""Every page of Levier."""

app_name = "web"
urlpatterns: list = []
