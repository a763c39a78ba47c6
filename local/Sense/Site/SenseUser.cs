using Butler.Local.Sense.Datagrams;

namespace Butler.Local.Sense.Site;

/// <summary>A user; one without e-mail address has no such attribute.</summary>
internal sealed record SenseUser(string Directory, string UserId, string Name, string? Email)
{
    public Guid Id { get; } = Guid.Parse(SenseDatagram.IdOf($@"user/{Directory}\{UserId}"));

    public bool IsInactive { get; init; }

    /// <summary>Whether the user is blocked, <c>blacklisted</c> in QRS.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Whether the user was removed from the directory.</summary>
    public bool IsRemovedExternally { get; init; }

    public SenseTag[] Tags { get; init; } = [];

    public CustomPropertyValue[] CustomProperties { get; init; } = [];
}
