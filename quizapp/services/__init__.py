"""Use cases: one verb phrase each, one transaction each, no request and no commit inside."""
