using Butler.Core.Commands;

namespace Butler.RelayAgent.Tests.Windows;

/// <summary>
/// File commands to the published Windows program, by Windows paths, from queue to reply. What came of them is looked at from Linux.
/// </summary>
[Collection(nameof(Wine))]
[Trait("Category", "Windows")]
public sealed class WindowsFileCommandTests(Wine wine)
{
    [Fact]
    public async Task Files_are_copied_moved_and_deleted_whatever_the_case_and_the_slashes()
    {
        await using var relay = await StartAsync();
        var drive = Wine.PathOf(relay.Directory);

        var copied = await CopyAsync(relay, drive.ToUpperInvariant() + "/IN//SUB/a.qvd", drive.Replace('\\', '/') + @"\Out\Copy.qvd");
        (copied.Status, copied.Error).ShouldBe((CommandStatus.Succeeded, null));
        File.ReadAllText(relay.At("out/Copy.qvd")).ShouldBe("content");
        var again = await CopyAsync(relay, drive + @"\in\sub\a.qvd", drive + @"\out\COPY.QVD");
        (again.Status, again.Error!.Contains("exists", StringComparison.OrdinalIgnoreCase))
            .ShouldBe((CommandStatus.Failed, true), again.Error);
        var moved = await relay.AskAsync(
            CommandKinds.FileMove, new FileMoveArguments { From = drive + @"\in\b.qvd", To = drive + @"\out\copy.qvd", Overwrite = true });
        (moved.Status, moved.Error).ShouldBe((CommandStatus.Succeeded, null));
        File.Exists(relay.At("in/b.qvd")).ShouldBeFalse();
        Directory.GetFiles(relay.At("out")).Select(file => $"{Path.GetFileName(file).ToLowerInvariant()}: {File.ReadAllText(file)}")
            .ShouldBe(["copy.qvd: other"]);
        var deleted = await relay.AskAsync(CommandKinds.FileDelete, new FileDeleteArguments { File = drive + @"\IN\Sub\A.qvd" });
        (deleted.Status, Directory.GetFiles(relay.At("in/sub")).Length).ShouldBe((CommandStatus.Succeeded, 0));
        var made = await relay.AskAsync(CommandKinds.MakeDir, new MakeDirArguments { Directory = "sales/2031", Qvd = true });
        (made.Status, Directory.Exists(relay.At("qvd/sales/2031"))).ShouldBe((CommandStatus.Succeeded, true));
    }

    [Fact]
    public async Task A_path_that_leads_elsewhere_is_refused()
    {
        await using var relay = await StartAsync();
        (string Path, string Reason)[] tricks =
        [
            (@"{0}\in\NUL", "names a device"),
            (@"{0}\in\com1.qvd", "names a device"),
            (@"\\.\{0}\in\sub\a.qvd", "is a device path"),
            (@"\\?\{0}\in\sub\a.qvd", "is a device path"),
            (@"\\?\unix/etc/passwd", "is a device path"),
            (@"\\localhost\share\a.qvd", "is a share of this machine"),
            (@"\\server\share\a.qvd", "No folder of commands.files.delete allows"),
            (@"{0}\in\..\secret\key.pem", "has . or .. in it"),
            (@"{0}\in\sub\a.qvd::$DATA", "an alternate data stream?"),
            (@"{0}\in\sub\A~1.QVD", "has a short name in it"),
            (@"{0}\in\sub\a.qvd.", "ends with a dot or space"),
            (@"{0}\secret\key.pem", "No folder of commands.files.delete allows"),
            (@"{0}\in", "No folder of commands.files.delete allows"),
            (@"{0}\in\link\key.pem", "links are not followed"),
            (@"{0}\in\LINK\sub\below.txt", "links are not followed"),
            (@"{0}\in\link", "links are not followed"),
            (@"{0}\in\sub", "is not an ordinary file"),
            (@"{0}\Journal\STATUS.json", "is one of the relay's own files"),
        ];
        var before = Everything(relay);

        foreach (var (path, reason) in tricks)
        {
            var reply = await relay.AskAsync(
                CommandKinds.FileDelete, new FileDeleteArguments { File = string.Format(null, path, Wine.PathOf(relay.Directory)) });
            (reply.Status, reply.Error!.Contains(reason, StringComparison.Ordinal))
                .ShouldBe((CommandStatus.Refused, true), $"{path}: {reply.Error}");
        }

        Everything(relay).ShouldBe(before);
    }

    [Fact]
    public async Task A_link_to_a_folder_leads_nothing_in_or_out()
    {
        await using var relay = await StartAsync();
        var drive = Wine.PathOf(relay.Directory);
        var before = Everything(relay);

        var reply = await CopyAsync(relay, drive + @"\in\link\key.pem", drive + @"\out\key.pem");
        (reply.Status, reply.Error!.Contains("links are not followed", StringComparison.Ordinal))
            .ShouldBe((CommandStatus.Refused, true), reply.Error);
        reply = await CopyAsync(relay, drive + @"\in\sub\a.qvd", drive + @"\out\link\a.qvd");
        (reply.Status, reply.Error!.Contains("links are not followed", StringComparison.Ordinal))
            .ShouldBe((CommandStatus.Refused, true), reply.Error);
        reply = await relay.AskAsync(CommandKinds.MakeDir, new MakeDirArguments { Directory = @"link\new", Qvd = true });
        (reply.Status, reply.Error!.Contains("links are not followed", StringComparison.Ordinal))
            .ShouldBe((CommandStatus.Refused, true), reply.Error);
        Everything(relay).ShouldBe(before);
    }

    /// <summary>A link to a folder, made on Linux, is what wine shows as a reparse point, as a junction is.</summary>
    private async Task<WindowsRelay> StartAsync()
    {
        var relay = await WindowsRelay.CreateAsync(wine, folder => $$"""
            commands:
              key: "{{WindowsRelay.Key}}"
              files:
                copy: [{ from: '{{Wine.PathOf(folder)}}\in', to: '{{Wine.PathOf(folder)}}\out' }]
                move: [{ from: '{{Wine.PathOf(folder)}}\in', to: '{{Wine.PathOf(folder)}}\out' }]
                delete: ['{{Wine.PathOf(folder)}}\in', '{{Wine.PathOf(folder)}}\journal']
                qvdPath: '{{Wine.PathOf(folder)}}\qvd'
            """);
        foreach (var folder in new[] { "in/sub", "out", "qvd", "secret/sub" })
        {
            Directory.CreateDirectory(relay.At(folder));
        }

        File.WriteAllText(relay.At("in/sub/a.qvd"), "content");
        File.WriteAllText(relay.At("in/b.qvd"), "other");
        File.WriteAllText(relay.At("secret/key.pem"), "private");
        File.WriteAllText(relay.At("secret/sub/below.txt"), "private");
        foreach (var link in new[] { "in/link", "out/link", "qvd/link" })
        {
            Directory.CreateSymbolicLink(relay.At(link), relay.At("secret"));
        }

        await relay.StartBusAsync();
        await relay.StartAsync();
        return relay;
    }

    private static Task<CommandReply> CopyAsync(WindowsRelay relay, string from, string to) =>
        relay.AskAsync(CommandKinds.FileCopy, new FileCopyArguments { From = from, To = to });

    /// <summary>Every file that commands could reach, with its content.</summary>
    private static string[] Everything(WindowsRelay relay) =>
    [
        .. new[] { "in", "out", "qvd", "secret" }.SelectMany(
            folder => Directory.GetFileSystemEntries(relay.At(folder), "*", SearchOption.AllDirectories))
            .Select(path => File.Exists(path) ? $"{path}: {File.ReadAllText(path)}" : path).Order(StringComparer.Ordinal),
    ];
}
