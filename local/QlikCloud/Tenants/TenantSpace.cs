namespace Butler.Local.QlikCloud.Tenants;

/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="Name">The name.</param>
/// <param name="Type"><c>shared</c>, <c>managed</c> or <c>data</c>.</param>
/// <param name="OwnerId">The owning user.</param>
internal sealed record TenantSpace(string Id, string Name, string Type, string OwnerId);
