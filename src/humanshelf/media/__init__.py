"""Pictures and films that a library hangs up: made safe, kept under its own key, sent in parts."""
