namespace Butler.Local.Tests.Sense;

/// <summary>Tests that share the directory of certificates, and so must not both make them.</summary>
[CollectionDefinition(nameof(SenseSimulatorCollection))]
public sealed class SenseSimulatorCollection;
