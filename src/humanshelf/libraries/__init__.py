"""The life of a library, for the command line now and the network door later: bundles, onboarding, samples."""
