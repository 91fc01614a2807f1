"""Play the operator: from an empty machine to a restored backup, on loopback (`make operate`)."""
