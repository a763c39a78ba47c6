namespace Butler.Core.Configuration;

/// <summary>
/// Marks a member of a record that must not be shown: a password, key, token, or a URL that holds one. Such a record overrides
/// <c>ToString</c>, because the compiler's version shows every member. A test over all assemblies checks this.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
