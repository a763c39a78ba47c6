using System.Collections.ObjectModel;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>The users whose licenses are never released.</summary>
internal sealed record NeverRelease
{
    /// <summary>Users, <c>DIRECTORY\user</c>, compared without case.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Names of tags of users.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Values of custom properties of users.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> CustomProperties { get; init; } =
        ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>User directories, compared without case.</summary>
    public IReadOnlyList<string> Directories { get; init; } = [];

    /// <summary>Whether inactive users are protected, or those who are not.</summary>
    public Guard Inactive { get; init; }

    /// <summary>The same for blocked users, <c>blacklisted</c> in the repository.</summary>
    public Guard Blocked { get; init; }

    /// <summary>The same for users who were removed from their directory.</summary>
    public Guard RemovedExternally { get; init; }
}

/// <summary>Which users a property of theirs protects.</summary>
internal enum Guard
{
    /// <summary>The property does not matter.</summary>
    Ignore,

    /// <summary>Users that have the property.</summary>
    Yes,

    /// <summary>Users that do not have it.</summary>
    No,
}
