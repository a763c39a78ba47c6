// Each test runs a whole system of its own; side by side they would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
