namespace Butler.RelayAgent.LicenseRelease;

/// <summary>Why a license is not released, as the events name it.</summary>
internal static class ProtectedBy
{
    public const string User = "user";

    public const string Tag = "tag";

    public const string CustomProperty = "customProperty";

    public const string Directory = "directory";

    public const string Inactive = "inactive";

    public const string Blocked = "blocked";

    public const string RemovedExternally = "removedExternally";

    /// <summary>It was never used, and the file keeps such licenses, or keeps them longer.</summary>
    public const string NeverUsed = "neverUsed";

    /// <summary>Its user was deleted.</summary>
    public const string DeletedUser = "deletedUser";

    /// <summary>The repository did not return its user.</summary>
    public const string UserNotFound = "userNotFound";

    /// <summary>The row lacks what the release depends on.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>It was used, or went into quarantine, after the list was read.</summary>
    public const string UsedMeanwhile = "usedMeanwhile";

    /// <summary>It was deleted by somebody else after the list was read.</summary>
    public const string Gone = "gone";
}
