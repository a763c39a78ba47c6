using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Tests.Commands;

/// <summary>Renaming without replacing, on file systems that can do it, and on those that cannot.</summary>
public sealed class LinuxFolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("butler-rename-").FullName;

    public LinuxFolderTests()
    {
        File.WriteAllText(At("a"), "new");
        Directory.CreateDirectory(At("to"));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_file_is_renamed_and_never_over_another(bool renames, bool links)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is for Linux.");
        using var folder = LinuxFolder.OpenRule(root, new LinuxFolder.FileSystem(renames, links));
        using var to = folder.Open("to", make: false);

        folder.Rename("a", to, "b", replace: false).ShouldBeTrue();
        (File.Exists(At("a")), File.ReadAllText(At("to/b"))).ShouldBe((false, "new"));

        File.WriteAllText(At("a"), "newer");
        Should.Throw<CommandFailedException>(() => folder.Rename("a", to, "b", replace: false)).Message.ShouldBe("b exists already.");
        (File.ReadAllText(At("a")), File.ReadAllText(At("to/b"))).ShouldBe(("newer", "new"));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Where_there_is_nothing_to_rename_no_name_is_left_taken(bool renames, bool links)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is for Linux.");
        using var folder = LinuxFolder.OpenRule(root, new LinuxFolder.FileSystem(renames, links));
        using var to = folder.Open("to", make: false);

        Should.Throw<CommandFailedException>(() => folder.Rename("missing", to, "b", replace: false)).Message
            .ShouldBe("missing does not exist.");
        Directory.GetFiles(At("to")).ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string At(string path) => Path.Combine(root, path);
}
