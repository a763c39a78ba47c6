using static Butler.Functions.Templates.Fields.FieldValues;

namespace Butler.Functions.Templates.Fields;

/// <summary>The fields of an app, its owner and its stream.</summary>
internal static class AppFields
{
    public static Dictionary<string, Func<AlertFields, object?>> Table() => new()
    {
        ["appName"] = f => f.IsCloud
            ? f.Text("appName", "name", "data.name", "app.name")
            : (f.Task is { } task ? Known(task.AppName, task.App?.Name) : null),
        ["appId"] = f => AppId(f),
        ["appUrl"] = f => AppUrl(f),
        ["appDescription"] = f => f.Task?.App?.Description ?? f.Attribute("description", "appDescription"),
        ["appFileSize"] = f => f.IsCloud ? f.Number("appFileSize", "app.fileSize", "item.resourceSize.appFile") : f.Task?.App?.FileSize,
        ["appLastSuccessfulReload"] = f => Utc(f.Task?.App?.LastReloadTime),
        ["appLastModifiedDate"] = f => Utc(f.Task?.App?.ModifiedDate),
        ["appLastModifiedByUserName"] = f => f.Task?.App?.ModifiedByUserName,
        ["appPublishTime"] = f => Utc(f.Task?.App?.PublishTime) ?? f.Attribute("publishTime", "appPublishTime"),
        ["appPublished"] = f => f.Task?.App?.Published ?? f.Attribute("published", "appPublished"),
        ["appStreamName"] = f => f.Task?.App?.Stream is { Length: > 0 } stream
            ? FieldMap.Of(new Dictionary<string, object?> { ["name"] = stream }, stream, f.Unknown("appStreamName."))
            : null,
        ["appTags"] = f => List(f.Task?.App?.Tags) is { Length: > 0 } tags ? tags : f.Values("appTags", "app.tags"),
        ["appCustomProperties"] = f => f.Properties("appCustomProperties", f.Task?.App?.CustomProperties),
        ["appOwnerName"] = f => f.Task?.Owner?.Name ?? f.Text("appOwnerName", "owner.name"),
        ["appOwnerUserId"] = f =>
            f.Task?.Owner?.UserId ?? f.Text("appOwnerUserId", "owner.userId", "owner.id", "ownerId", "ownerid", "extensions.ownerId"),
        ["appOwnerUserDirectory"] = f => f.Task?.Owner?.Directory,
        ["appOwnerEmail"] = f => f.Task?.Owner?.Emails is [var first, ..] ? first : f.Text("appOwnerEmail", "owner.email"),
        ["appOwnerPicture"] = f => f.Text("appOwnerPicture", "owner.picture"),
    };

    private static string? AppId(AlertFields f) => f.IsCloud
        ? f.Text("appId", "toplevelresourceid", "topLevelResourceId", "extensions.topLevelResourceId", "app.id")
            ?? (f.Alert.Event.Subject is { } subject && subject.StartsWith("app/", StringComparison.Ordinal) ? subject[4..] : null)
        : f.Task?.AppId;

    private static string? AppUrl(AlertFields f)
    {
        var id = AppId(f);
        var root = f.IsCloud ? f.TenantUrl() is { } tenant ? $"{tenant}/sense/app" : null : f.Site.AppBaseUrl?.AbsoluteUri.TrimEnd('/');
        return string.IsNullOrEmpty(id) || root is null ? f.Text("appUrl") : $"{root}/{Uri.EscapeDataString(id)}";
    }
}
