namespace Butler.Core.Configuration;

/// <summary>
/// Marks a member of a record that must not be shown: a password, key, token, or a URL that holds one. Such a record writes its own <c>ToString</c>,
/// for the one of the compiler shows every member; a test over all assemblies checks that.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
