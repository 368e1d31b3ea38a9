"""Forms: what a request must look like before a service hears of it."""
