"""What a library tells of its work, as pages and papers show it: practice card and stories."""
