"""Bank files turned into typed objects, and the rules of item writing that they must pass."""
