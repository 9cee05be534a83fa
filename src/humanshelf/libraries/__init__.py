"""The life of a library: bundles, onboarding, samples, forgetting on time.

For the command line now, and for the network door later.
"""
