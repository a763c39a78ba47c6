using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>The folders that load scripts may use.</summary>
internal sealed class FilesRule : ISectionRule
{
    private const string Resolved = "Written without .. and empty parts, which the relay refuses.";

    public void Apply(Migration migration)
    {
        var (butler, files) = (migration.Butler, new JsonObject());
        Pairs(butler, files, "fileCopyApprovedDirectories", "fileCopy", "copy");
        Pairs(butler, files, "fileMoveApprovedDirectories", "fileMove", "move");
        var isDelete = EndpointSwitch.IsOn(butler, "fileDelete");
        var folders = butler.Texts("fileDeleteApprovedDirectories", null);
        butler.Record("fileDeleteApprovedDirectories", Fate(isDelete, "fileDelete", "delete", [.. folders]));
        if (isDelete && folders.Count > 0)
        {
            files["delete"] = new JsonArray([.. folders.Select(folder => (JsonNode)Clean(folder))]);
        }

        var isQvd = EndpointSwitch.IsOn(butler, "createDirQVD");
        var directories = butler.In("configDirectories");
        if (directories.Text("qvdPath", null) is { } path)
        {
            directories.Record("qvdPath", Fate(isQvd, "createDirQVD", "qvdPath", path));
            if (isQvd)
            {
                files["qvdPath"] = Clean(path);
            }
        }

        if (EndpointSwitch.IsOn(butler, "createDir"))
        {
            migration.Step("Butler creates folders anywhere. The relay creates them only below folders that its file names: add them as "
                + "`commands.files.createDir` to relay.yaml.");
        }

        if (files.Count > 0)
        {
            Migration.Child(migration.Relay, "commands")["files"] = files;
        }
    }

    /// <summary>A path without empty parts, <c>.</c> and <c>..</c>, whatever the system that this runs on.</summary>
    public static string Clean(string path)
    {
        var separator = path.Contains('\\', StringComparison.Ordinal) || path is [_, ':', ..] ? '\\' : '/';
        var root = path.StartsWith(@"\\", StringComparison.Ordinal) ? @"\\" : path is ['/' or '\\', ..] ? separator.ToString() : "";
        var kept = root == @"\\" ? 2 : path is [_, ':', ..] ? 1 : 0;
        var parts = new List<string>();
        foreach (var part in path.Split('/', '\\'))
        {
            if (part == ".." && parts.Count > kept)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "." or ".."))
            {
                parts.Add(part);
            }
        }

        return parts is [[_, ':']] ? $"{parts[0]}{separator}" : root + string.Join(separator, parts);
    }

    private static void Pairs(ButlerSection butler, JsonObject files, string key, string endpoint, string place)
    {
        var isOn = EndpointSwitch.IsOn(butler, endpoint);
        butler.Record(key, Fate(isOn, endpoint, place));
        var pairs = butler.Each(key).Select(pair => (JsonNode)new JsonObject
        {
            ["from"] = Folder(pair, "fromDirectory"),
            ["to"] = Folder(pair, "toDirectory"),
        }).ToList();
        if (isOn && pairs.Count > 0)
        {
            files[place] = new JsonArray([.. pairs]);
        }

        string Folder(ButlerSection pair, string side)
        {
            var path = pair.Required(side, null);
            pair.Record(side, Fate(isOn, endpoint, place, path));
            return Clean(path);
        }
    }

    private static KeyFate Fate(bool isOn, string endpoint, string place, params string[] paths) => isOn
        ? KeyFate.Relay($"commands.files.{place}", paths.All(path => Clean(path) == path) ? "" : Resolved)
        : KeyFate.Off($"restServerEndpointsEnable.{endpoint} is not true, or the REST API is off; the relay allows nothing.");
}
