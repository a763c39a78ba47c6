using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Tests.Commands;

/// <summary>
/// A stranger makes a junction of an empty folder between any two steps of a file command. It must lead nothing in or out.
/// </summary>
public sealed class JunctionTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("butler-junction-").FullName;

    [Theory]
    [InlineData("read")]
    [InlineData("create")]
    [InlineData("delete")]
    [InlineData("move from")]
    [InlineData("move to")]
    [InlineData("replace")]
    [InlineData("make")]
    public async Task An_empty_folder_that_becomes_a_junction_at_any_step_is_found(string what)
    {
        var swaps = 0;
        for (var n = 1; ; n++)
        {
            Prepare();
            var before = Everything("secret");
            var swapped = false;
            var handles = new DiskHandles { Before = step => swapped |= step == n && Swap() };
            var outcome = await OutcomeAsync(handles, what);

            Everything("secret").ShouldBe(before, $"{what}, swapped before step {n}");
            Directory.GetFiles(root, ".butler-*", SearchOption.AllDirectories).ShouldBeEmpty($"{what}, step {n}");
            File.Exists(At("out/key.pem")).ShouldBeFalse($"{what}, step {n}: nothing comes out of the secret folder");
            swaps += swapped ? 1 : 0;
            if (handles.Steps < n)
            {
                // Not swapped: it works, or finds that the folder is empty.
                outcome.ShouldBe(what is "read" or "delete" or "move from" ? "key.pem does not exist." : "done", what);
                break;
            }

            if (swapped && outcome != "done")
            {
                outcome.ShouldContain("links are not followed", Case.Sensitive, $"{what}, step {n}");
            }
        }

        swaps.ShouldBeGreaterThan(0, "the folder became a junction at least once");
    }

    [Theory]
    [InlineData("read", 6, "key.pem")]
    [InlineData("delete", 3, "key.pem")]
    [InlineData("move from", 6, "key.pem")]
    [InlineData("make", 3, "new")]
    public async Task The_refusal_says_what_happened(string what, int when, string name)
    {
        Prepare();
        var handles = new DiskHandles { Before = step => _ = step == when && Swap() }; // all folders on the way are open by then
        (await OutcomeAsync(handles, what)).ShouldBe(
            $"{name} was opened in another place: a folder on the way has become a link, and links are not followed.");
    }

    [Theory]
    [InlineData(@"\\?\D:\qvd\a.qvd", @"D:\qvd\a.qvd")]
    [InlineData(@"\\?\D:\", @"D:\")]
    [InlineData(@"\\?\UNC\server\share\a.qvd", @"\\server\share\a.qvd")]
    public void A_final_path_is_read_as_operators_write_it_and_back(string final, string plain)
    {
        (FinalPathName.Plain(final), FinalPathName.Plain(plain)).ShouldBe((plain, plain));
        (FinalPathName.Extended(plain), FinalPathName.Extended(final)).ShouldBe((final, final));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private void Prepare()
    {
        foreach (var folder in new[] { "in", "out", "secret" }.Where(folder => Directory.Exists(At(folder))))
        {
            Directory.Delete(At(folder), recursive: true);
        }

        foreach (var folder in new[] { "in/swap", "out/swap", "secret" })
        {
            Directory.CreateDirectory(At(folder));
        }

        File.WriteAllText(At("in/a.qvd"), "content");
        File.WriteAllText(At("secret/key.pem"), "private");
        File.WriteAllText(At("secret/a.qvd"), "theirs");
    }

    /// <summary>What a stranger can do, and the operating system lets them do: only an empty folder becomes a junction.</summary>
    private bool Swap()
    {
        var done = false;
        foreach (var folder in new[] { At("in/swap"), At("out/swap") }.Where(folder => Directory.GetFileSystemEntries(folder).Length == 0))
        {
            Directory.Delete(folder);
            Directory.CreateSymbolicLink(folder, At("secret"));
            done = true;
        }

        return done;
    }

    private async Task<string> OutcomeAsync(DiskHandles handles, string what)
    {
        var files = FileActions.OnWindows(new OwnFiles([]), handles);
        var pair = new FolderPair(At(""), At(""));
        var gate = new FileGate(
            new FileRules { Copy = [pair], Move = [pair], Delete = [At("in")], CreateDir = [At("out")] }, PathName.ThisMachine);
        try
        {
            await RunAsync(files, gate, what);
            return "done";
        }
        catch (Exception refused) when (refused is CommandRefusedException or CommandFailedException)
        {
            return refused.Message;
        }
    }

    private Task RunAsync(FileActions files, FileGate gate, string what)
    {
        switch (what)
        {
            case "read":
                return CopyAsync(files, gate, "in/swap/key.pem", "out/key.pem");
            case "create":
                return CopyAsync(files, gate, "in/a.qvd", "out/swap/new.qvd");
            case "delete":
                files.Delete(gate.Delete(At("in/swap/key.pem")));
                return Task.CompletedTask;
            case "move from":
                return MoveAsync(files, gate, "in/swap/key.pem", "out/key.pem", overwrite: false);
            case "move to":
                return MoveAsync(files, gate, "in/a.qvd", "out/swap/new.qvd", overwrite: false);
            case "replace":
                return MoveAsync(files, gate, "in/a.qvd", "out/swap/a.qvd", overwrite: true);
            default:
                files.MakeDir(gate.MakeDir(At("out/swap/new")), intermediate: true);
                return Task.CompletedTask;
        }
    }

    private Task CopyAsync(FileActions files, FileGate gate, string from, string to)
    {
        var (source, target) = gate.Copy(At(from), At(to));
        return files.CopyAsync(source, target, overwrite: false, preserveTimestamp: false, "id", CancellationToken.None);
    }

    private Task MoveAsync(FileActions files, FileGate gate, string from, string to, bool overwrite)
    {
        var (source, target) = gate.Move(At(from), At(to));
        return files.MoveAsync(source, target, overwrite, "id", CancellationToken.None);
    }

    private string At(string path) => Path.Combine(root, path);

    private string[] Everything(string folder) =>
    [
        .. Directory.GetFileSystemEntries(At(folder), "*", SearchOption.AllDirectories)
            .Select(path => File.Exists(path) ? $"{path}: {File.ReadAllText(path)}" : path).Order(StringComparer.Ordinal),
    ];
}
