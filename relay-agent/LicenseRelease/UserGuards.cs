using System.Text.Json;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>Decides whether a user's license is protected. Names of tags, properties and their values are compared exactly.</summary>
internal sealed class UserGuards(NeverRelease never)
{
    private readonly HashSet<string> users = new(never.Users, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> directories = new(never.Directories, StringComparer.OrdinalIgnoreCase);

    /// <summary>The first protection that holds.</summary>
    /// <param name="user">The name of the user.</param>
    /// <param name="row">The row of <c>user/full</c>.</param>
    /// <returns>One of <see cref="ProtectedBy"/>; null when none holds.</returns>
    public string? Find(SenseUserName user, JsonElement row) =>
        users.Contains(user.ToString()) ? ProtectedBy.User
        : row.Tags().Any(never.Tags.Contains) ? ProtectedBy.Tag
        : row.Rows("customProperties").Any(IsKept) ? ProtectedBy.CustomProperty
        : directories.Contains(user.Directory) ? ProtectedBy.Directory
        : Holds(never.Inactive, row.Bool("inactive")) ? ProtectedBy.Inactive
        : Holds(never.Blocked, row.Bool("blacklisted")) ? ProtectedBy.Blocked
        : Holds(never.RemovedExternally, row.Bool("removedExternally")) ? ProtectedBy.RemovedExternally
        : null;

    private bool IsKept(JsonElement property) =>
        property.Object("definition")?.Text("name") is { } name
        && property.Text("value") is { } value
        && never.CustomProperties.TryGetValue(name, out var kept)
        && kept.Contains(value);

    /// <summary>A property that the row does not tell protects, when the file looks at it.</summary>
    private static bool Holds(Guard guard, bool? value) => guard switch
    {
        Guard.Yes => value != false,
        Guard.No => value != true,
        _ => false,
    };
}

/// <summary>A user's directory and id.</summary>
internal sealed record SenseUserName(string Directory, string UserId)
{
    /// <summary>Reads the row of a user.</summary>
    public static SenseUserName? Read(JsonElement row) =>
        row.Text("userDirectory") is { } directory && row.Text("userId") is { } id ? new SenseUserName(directory, id) : null;

    public override string ToString() => $@"{Directory}\{UserId}";
}
