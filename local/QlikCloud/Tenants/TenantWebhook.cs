using Butler.Core.Configuration;

namespace Butler.Local.QlikCloud.Tenants;

/// <summary>A webhook. Its secrets are never given back.</summary>
internal sealed record TenantWebhook
{
    /// <summary>A GUID.</summary>
    public required string Id { get; init; }

    public string Name { get; init; } = "";

    public string? Description { get; init; }

    [Secret]
    public string Url { get; init; } = "";

    public IReadOnlyList<string> EventTypes { get; init; } = [];

    /// <summary><c>tenant</c>, or <c>user</c>: only events of the owner.</summary>
    public string Level { get; init; } = "tenant";

    /// <summary>A filter on the event; null: none.</summary>
    public string? Filter { get; init; }

    /// <summary>32 to 64 characters; null: calls are not signed.</summary>
    [Secret]
    public string? Secret { get; init; }

    /// <summary>Headers of each call.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Headers of each call, of which only the names are given back.</summary>
    [Secret]
    public IReadOnlyDictionary<string, string> EncryptedHeaders { get; init; } = new Dictionary<string, string>();

    public bool Enabled { get; init; }

    public string? DisabledReason { get; init; }

    public string? DisabledReasonCode { get; init; }

    public bool CheckCertificateRevocation { get; init; }

    public bool EnableCloudEventDelivery { get; init; }

    public required string OwnerId { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }

    public override string ToString() => $"{nameof(TenantWebhook)} {Id}";
}
