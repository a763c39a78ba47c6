using System.Text.Json.Nodes;
using Butler.Local.Sense.Site;
using Butler.Local.Sense.Times;

namespace Butler.Local.Sense.Qrs;

/// <summary>The JSON of apps in QRS.</summary>
internal static class AppJson
{
    /// <summary>The form in a task.</summary>
    public static JsonObject Condensed(SenseApp app)
    {
        var json = CommonJson.Named(app.Id, app.Name);
        json["appId"] = "";
        json["publishTime"] = QrsTime.Text(Published(app));
        json["published"] = app.Stream is not null;
        json["stream"] = app.Stream is { } stream ? CommonJson.Named(stream.Id, stream.Name) : null;
        json["savedInProductVersion"] = "14.212.13";
        json["migrationHash"] = "c9ad35b1a4f46fe1bb0a3f3e1c5a3a8f1d2b3c4d";
        json["availabilityStatus"] = 0;
        return json;
    }

    public static JsonObject Full(SenseApp app)
    {
        var json = CommonJson.Entity(app.Id, "App", $@"{app.Owner.Directory}\{app.Owner.UserId}");
        foreach (var (name, value) in Condensed(app).ToArray())
        {
            json[name] = value?.DeepClone();
        }

        json["description"] = app.Description;
        json["owner"] = CommonJson.User(app.Owner);
        json["fileSize"] = app.FileSize;
        json["lastReloadTime"] = QrsTime.Text(app.LastReload);
        json["sourceAppId"] = Guid.Empty;
        json["targetAppId"] = Guid.Empty;
        json["thumbnail"] = "";
        json["dynamicColor"] = "";
        json["tags"] = CommonJson.Tags(app.Tags);
        json["customProperties"] = CommonJson.CustomProperties(app.CustomProperties);
        return json;
    }

    private static DateTimeOffset? Published(SenseApp app) =>
        app.Stream is null ? null : new DateTimeOffset(2030, 11, 4, 8, 15, 30, TimeSpan.Zero);
}
