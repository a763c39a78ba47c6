using System.Security.Cryptography;
using System.Text;

namespace Butler.Local.ServiceBus.Access;

/// <summary>What a shared access policy may allow.</summary>
internal enum AccessRight
{
    /// <summary>Messages may be sent.</summary>
    Send,

    /// <summary>Messages may be received and settled.</summary>
    Listen,
}

/// <summary>A shared access policy, of the whole namespace or of one queue.</summary>
internal sealed class AccessPolicy
{
    private readonly byte[] key;
    private readonly string? queue;
    private readonly AccessRight[]? rights;

    private AccessPolicy(string name, string key, string? queue, AccessRight[]? rights)
    {
        Name = name;
        this.key = Encoding.UTF8.GetBytes(key);
        this.queue = queue;
        this.rights = rights;
    }

    /// <summary>The name, which signatures carry as <c>skn</c>.</summary>
    public string Name { get; }

    /// <summary>A policy that may do everything everywhere.</summary>
    public static AccessPolicy OfNamespace(string name, string key) => new(name, key, null, null);

    /// <summary>A policy of one queue.</summary>
    public static AccessPolicy OfQueue(string queue, string name, string key, params AccessRight[] rights) =>
        new(name, key, queue, rights);

    /// <summary>Whether the policy is one of an entity: of the namespace, the queue, or what lies below the queue.</summary>
    public bool Covers(string entity) => queue is null
        || (entity.StartsWith(queue, StringComparison.OrdinalIgnoreCase) && (entity.Length == queue.Length || entity[queue.Length] == '/'));

    /// <summary>Whether the policy allows something.</summary>
    public bool Has(AccessRight right) => rights is null || rights.Contains(right);

    /// <summary>Whether a signature was made with the policy's key; compared in constant time.</summary>
    public bool HasSigned(byte[] text, string signature) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(Convert.ToBase64String(HMACSHA256.HashData(key, text))), Encoding.UTF8.GetBytes(signature));
}
