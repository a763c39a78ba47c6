using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Tests.Commands;

/// <summary>File commands on a real disk, with the folder that Linux uses and the one that Windows uses.</summary>
public sealed class FileActionsTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("butler-files-").FullName;
    private readonly FileRules rules;

    public FileActionsTests()
    {
        foreach (var folder in new[] { "in/sub", "out", "secret", "own" })
        {
            Directory.CreateDirectory(At(folder));
        }

        File.WriteAllText(At("in/a.qvd"), "content");
        File.WriteAllText(At("in/sub/b.qvd"), "below");
        File.WriteAllText(At("secret/key.pem"), "private");
        rules = new FileRules
        {
            Copy = [new(At("in"), At("out")), new(At("own"), At("out"))],
            Move = [new(At("in"), At("out"))],
            Delete = [At("in"), At("own")],
            CreateDir = [At("out")],
            QvdPath = At("out"),
        };
    }

    public static TheoryData<bool> Systems => OperatingSystem.IsLinux() ? [true, false] : [false];

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task A_file_is_copied_whole(bool linux)
    {
        File.SetLastWriteTimeUtc(At("in/sub/b.qvd"), new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        await CopyAsync(linux, "in/sub/b.qvd", "out/b.qvd", preserve: true);
        File.ReadAllText(At("out/b.qvd")).ShouldBe("below");
        File.GetLastWriteTimeUtc(At("out/b.qvd")).ShouldBe(new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        File.Exists(At("in/sub/b.qvd")).ShouldBeTrue();
        Directory.GetFiles(At("out")).ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task A_file_that_is_there_is_replaced_only_if_asked_for(bool linux)
    {
        File.WriteAllText(At("out/a.qvd"), "old");
        (await FailureAsync(() => CopyAsync(linux, "in/a.qvd", "out/a.qvd"))).ShouldContain("exist");
        File.ReadAllText(At("out/a.qvd")).ShouldBe("old");
        await CopyAsync(linux, "in/a.qvd", "out/a.qvd", overwrite: true);
        File.ReadAllText(At("out/a.qvd")).ShouldBe("content");
        (await FailureAsync(() => MoveAsync(linux, "in/a.qvd", "out/a.qvd"))).ShouldContain("exist");
        await MoveAsync(linux, "in/a.qvd", "out/a.qvd", overwrite: true);
        (File.Exists(At("in/a.qvd")), Directory.GetFiles(At("out")).Length).ShouldBe((false, 1));
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task A_missing_file_is_an_error(bool linux)
    {
        (await FailureAsync(() => CopyAsync(linux, "in/none", "out/x"))).ShouldBe("none does not exist.");
        (await FailureAsync(() => MoveAsync(linux, "in/none", "out/x"))).ShouldBe("none does not exist.");
        Should.Throw<CommandFailedException>(() => Delete(linux, "in/none")).Message.ShouldBe("none does not exist.");
        (await FailureAsync(() => CopyAsync(linux, "in/a.qvd", "out/none/x"))).ShouldBe("The folder none does not exist.");
        Directory.GetFileSystemEntries(At("out")).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task A_folder_is_never_copied_moved_or_deleted(bool linux)
    {
        await Should.ThrowAsync<CommandRefusedException>(() => CopyAsync(linux, "in/sub", "out/sub"));
        await Should.ThrowAsync<CommandRefusedException>(() => MoveAsync(linux, "in/sub", "out/sub"));
        Should.Throw<CommandRefusedException>(() => Delete(linux, "in/sub"));
        Delete(linux, "in/sub/b.qvd");
        Directory.Exists(At("in/sub")).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task A_link_leads_nowhere(bool linux)
    {
        File.CreateSymbolicLink(At("in/link"), At("secret/key.pem"));
        Directory.CreateSymbolicLink(At("in/folder"), At("secret"));
        Directory.CreateSymbolicLink(At("out/folder"), At("secret"));
        await Should.ThrowAsync<CommandRefusedException>(() => CopyAsync(linux, "in/link", "out/x"));
        await Should.ThrowAsync<CommandRefusedException>(() => CopyAsync(linux, "in/folder/key.pem", "out/x"));
        await Should.ThrowAsync<CommandRefusedException>(() => CopyAsync(linux, "in/a.qvd", "out/folder/x"));
        await Should.ThrowAsync<CommandRefusedException>(() => MoveAsync(linux, "in/link", "out/x"));
        Should.Throw<CommandRefusedException>(() => Delete(linux, "in/link"));
        Should.Throw<CommandRefusedException>(() => Delete(linux, "in/folder/key.pem"));
        Should.Throw<CommandRefusedException>(() => MakeDir(linux, "out/folder/new"));
        Directory.GetFileSystemEntries(At("secret")).ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task A_link_at_the_place_of_the_copy_is_replaced_and_not_followed(bool linux)
    {
        File.CreateSymbolicLink(At("out/a.qvd"), At("secret/key.pem"));
        await CopyAsync(linux, "in/a.qvd", "out/a.qvd", overwrite: true);
        (File.ReadAllText(At("secret/key.pem")), File.ReadAllText(At("out/a.qvd"))).ShouldBe(("private", "content"));
    }

    [Fact]
    public async Task A_folder_swapped_for_a_link_again_and_again_never_gets_a_file_out()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the folder held by its descriptor is Linux's");
        Directory.CreateDirectory(At("in/swap"));
        File.WriteAllText(At("in/swap/key.pem"), "harmless");
        var stop = false;
        var swapper = Task.Run(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                Directory.Move(At("in/swap"), At("in/aside"));
                Directory.CreateSymbolicLink(At("in/swap"), At("secret"));
                File.Delete(At("in/swap"));
                Directory.Move(At("in/aside"), At("in/swap"));
            }
        });
        var copied = 0;
        for (var i = 0; i < 400 || (copied == 0 && i < 200_000); i++)
        {
            try
            {
                await CopyAsync(linux: true, "in/swap/key.pem", $"out/{i}");
                copied++;
                File.ReadAllText(At($"out/{i}")).ShouldBe("harmless");
                Delete(linux: true, "in/swap/none");
            }
            catch (Exception refused) when (refused is CommandRefusedException or CommandFailedException)
            {
                // it met the link, or nothing, at that moment
            }
        }

        Volatile.Write(ref stop, true);
        await swapper;
        copied.ShouldBeGreaterThan(0);
        File.ReadAllText(At("secret/key.pem")).ShouldBe("private");
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task The_relays_own_files_are_not_touched_whatever_the_rules_say(bool linux)
    {
        File.WriteAllText(At("own/relay.yaml"), "key");
        await Should.ThrowAsync<CommandRefusedException>(() => CopyAsync(linux, "own/relay.yaml", "out/x"));
        await Should.ThrowAsync<CommandRefusedException>(() => CopyAsync(linux, "own/RELAY.YAML", "out/x"));
        Should.Throw<CommandRefusedException>(() => Delete(linux, "own/relay.yaml"));
        File.WriteAllText(At("in/relay-2.yaml"), "key");
        Should.Throw<CommandRefusedException>(() => Delete(linux, "in/relay-2.yaml"));
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void Directories_are_made_with_and_without_those_above(bool linux)
    {
        Should.Throw<CommandFailedException>(() => MakeDir(linux, "out/x/y", intermediate: false)).Message
            .ShouldBe("The folder x does not exist.");
        MakeDir(linux, "out/x", intermediate: false);
        MakeDir(linux, "out/x/y/z");
        MakeDir(linux, "out/x/y/z");
        Directory.Exists(At("out/x/y/z")).ShouldBeTrue();
        File.WriteAllText(At("out/file"), "");
        Should.Throw<CommandRefusedException>(() => MakeDir(linux, "out/file/y"));
    }

    [Fact]
    public async Task The_commands_answer_with_full_paths()
    {
        using var relay = new CommandRelay();
        var (gate, files) = (new FileGate(rules, PathName.ThisMachine), FileActions.Create(Own()));
        relay.More.AddRange([new FileCopy(gate, files), new FileMove(gate, files), new FileDelete(gate, files), new MakeDir(gate, files)]);
        var made = await relay.AskAsync(CommandRelay.Command(
            CommandKinds.MakeDir, new MakeDirArguments { Directory = "y/z", Qvd = true }, CommandJson.Default.MakeDirArguments, "1"));
        made.Result!.Value.GetProperty("directory").GetString().ShouldBe(At("out/y/z"));
        var copied = await relay.AskAsync(CommandRelay.Command(
            CommandKinds.FileCopy, new FileCopyArguments { From = At("in//a.qvd"), To = At("out/y/z/a") },
            CommandJson.Default.FileCopyArguments, "2"));
        copied.Result!.Value.GetProperty("from").GetString().ShouldBe(At("in/a.qvd"));
        var denied = await relay.AskAsync(CommandRelay.Command(
            CommandKinds.FileDelete, new FileDeleteArguments { File = At("secret/key.pem") }, CommandJson.Default.FileDeleteArguments,
            "3"));
        (denied.Status, denied.Error).ShouldBe(
            (CommandStatus.Refused, $"No folder of commands.files.delete allows \"{At("secret/key.pem")}\"."));
        relay.Bus.Sent.Count(sent => sent.Queue == "events").ShouldBe(1);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string At(string path) => Path.Combine(root, path);

    private OwnFiles Own() => new([At("own"), At("in/relay-2.yaml")]);

    private FileActions Files(bool linux) =>
        linux ? new FileActions(Own(), LinuxFolder.OpenRule) : FileActions.OnWindows(Own(), new DiskHandles());

    private Task CopyAsync(bool linux, string from, string to, bool overwrite = false, bool preserve = false)
    {
        var (source, target) = new FileGate(rules, PathName.ThisMachine).Copy(At(from), At(to));
        return Files(linux).CopyAsync(source, target, overwrite, preserve, "id", CancellationToken.None);
    }

    private Task MoveAsync(bool linux, string from, string to, bool overwrite = false)
    {
        var (source, target) = new FileGate(rules, PathName.ThisMachine).Move(At(from), At(to));
        return Files(linux).MoveAsync(source, target, overwrite, "id", CancellationToken.None);
    }

    private void Delete(bool linux, string file) => Files(linux).Delete(new FileGate(rules, PathName.ThisMachine).Delete(At(file)));

    private void MakeDir(bool linux, string directory, bool intermediate = true) =>
        Files(linux).MakeDir(new FileGate(rules, PathName.ThisMachine).MakeDir(At(directory)), intermediate);

    private static async Task<string> FailureAsync(Func<Task> action) => (await Should.ThrowAsync<CommandFailedException>(action)).Message;
}
