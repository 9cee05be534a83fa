"""What changed: scales, figures before and after, hiding groups too small to show. Plain Python."""
