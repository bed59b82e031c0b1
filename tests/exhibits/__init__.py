"""One recount an exhibit: what its views say, worked out again by other means."""
