"""What all tests share: the hypothesis profiles."""

from hypothesis import HealthCheck, settings

settings.register_profile("planflow", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", settings.get_profile("planflow"), max_examples=2000)
settings.load_profile("planflow")
