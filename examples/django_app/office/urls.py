"""Where the office is asked."""

from django.urls import path

from letters.views import report

urlpatterns = [path("tasks/<path:task>/report", report)]
