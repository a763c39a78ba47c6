using System.Security.Cryptography;
using System.Text;

namespace Butler.Local.QlikCloud.Tenants;

/// <summary>Ids that are always the same for a text, so that a tenant has the same content in each run.</summary>
internal static class TenantIds
{
    /// <summary>24 hexadecimal digits, as of users, spaces and reloads.</summary>
    public static string Short(string of) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)))[..24];

    /// <summary>A new id for a reload. It differs in each run, because a receiver drops an id that it knows.</summary>
    public static string NewReload() => Guid.NewGuid().ToString("N")[..24];
}
