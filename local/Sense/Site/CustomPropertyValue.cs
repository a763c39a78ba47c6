namespace Butler.Local.Sense.Site;

/// <summary>A value of an object's custom property; an object may have several.</summary>
internal sealed record CustomPropertyValue(CustomPropertyDefinition Definition, string Value);
