"""What the office's clerks send over HTTP."""

import json

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from letters.services import send_report
from planflow import (
    Actor,
    CommandRefusedError,
    DuplicateError,
    NotAuthorisedError,
    NotFoundError,
    PlanflowError,
)

STATUS: dict[type[PlanflowError], int] = {
    NotFoundError: 404,
    NotAuthorisedError: 403,
    CommandRefusedError: 409,
    DuplicateError: 409,
}


@csrf_exempt  # called by the office's programs, not from a page
@require_POST
def report(request: HttpRequest, task: str) -> JsonResponse:
    """Take a report; the gateway before this server says who asks, the caller bears the key."""
    sent = json.loads(request.body)
    clerk = Actor(id=request.headers["X-Person"], unit=request.headers["X-Unit"])
    letter = {"number": sent["number"], "subject": sent["subject"]}
    key = request.headers["Idempotency-Key"]
    try:
        outcome = send_report(task, sent["figures"], letter, by=clerk, at=timezone.now(), key=key)
    except PlanflowError as error:
        return refused(error)
    return JsonResponse({"state": outcome.task.state, "repeated": outcome.is_repeated})


def refused(error: PlanflowError) -> JsonResponse:
    """Tell why not, in Vietnamese; what is busy may be asked again under the same key."""
    if error.retryable:
        return JsonResponse({"error": str(error)}, status=503, headers={"Retry-After": "1"})
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    text = error.text("vi") if isinstance(error, CommandRefusedError) else str(error)
    return JsonResponse({"error": text}, status=status, json_dumps_params={"ensure_ascii": False})
