using Butler.Core.Configuration;

namespace Butler.RelayAgent.Commands.Files;

internal static class FileRulesReader
{
    /// <summary>The full path of a folder.</summary>
    public static YamlType<string> Folder { get; } = Yaml.Text.Then((string text, out string folder) =>
    {
        folder = text;
        return PathName.TryParse(text, PathName.ThisMachine, out _, out var problem) ? null : $"must be a folder's full path: it {problem}";
    });

    /// <summary>The section <c>commands.files</c>.</summary>
    public static YamlType<FileRules> Type() => Yaml.Object(keys => new FileRules
    {
        Copy = keys.Optional("copy", Yaml.List(Pair()), [], "The folders between which files may be copied"),
        Move = keys.Optional("move", Yaml.List(Pair()), [], "The folders between which files may be moved"),
        Delete = keys.Optional("delete", Yaml.List(Folder), [], "The folders in which files may be deleted"),
        CreateDir = keys.Optional("createDir", Yaml.List(Folder), [], "The folders in which directories may be created"),
        QvdPath = keys.Optional("qvdPath", Folder, "The folder below which directories for QVD files may be created"),
    });

    private static YamlType<FolderPair> Pair() => Yaml.Object(keys => new FolderPair(
        keys.Required("from", Folder, "the source folder"),
        keys.Required("to", Folder, "the target folder")));
}
