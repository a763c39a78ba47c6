namespace Butler.Local.Sense.Site;

/// <summary>A value that an object has of a custom property; it may have several.</summary>
internal sealed record CustomPropertyValue(CustomPropertyDefinition Definition, string Value);
