namespace Butler.Local.QlikCloud.Tenants;

/// <summary>A user; a bot has no e-mail address.</summary>
internal sealed record TenantUser(string Id, string Name, string? Email);
