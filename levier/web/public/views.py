"""« Mon projet »: the questions and their answer on one page. No account, no cookie, no row."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from levier.web.access import public
from levier.web.public.answers import answer_to
from levier.web.public.forms import ProjectForm
from levier.web.public.pace import SECONDS, asks_too_often


@public
@csrf_exempt  # nothing is written, and a token would need a cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def public_project(request: HttpRequest) -> HttpResponse:
    """Ask six questions, and answer; what was typed travels in no address and stays nowhere."""
    on = timezone.localdate()
    if request.method != "POST":
        context = {"form": ProjectForm(), "answer": answer_to({}, on)}
        return render(request, "web/public/project.html", context)
    part = "_answer" if getattr(request, "htmx", False) else "project"
    if asks_too_often(request):
        context = {"form": ProjectForm(request.POST), "too_often": True}
        response = render(request, f"web/public/{part}.html", context, status=429)
        response["Retry-After"] = str(SECONDS)
        return response
    form = ProjectForm(request.POST)
    is_valid = form.is_valid()
    answer = answer_to(form.cleaned_data, on)
    context = {"form": form, "answer": answer, "is_part": part == "_answer"}
    status = 200 if is_valid or part == "_answer" else 422
    return render(request, f"web/public/{part}.html", context, status=status)
