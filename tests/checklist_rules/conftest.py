"""How thorough the search for a way past the gate is: HYPOTHESIS_PROFILE=quick while working."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "thorough",
    max_examples=500,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("quick", settings.get_profile("thorough"), max_examples=50)
