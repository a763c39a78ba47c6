using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Tests.Commands;

/// <summary>Paths as text, in both styles, whatever machine the test runs on.</summary>
public sealed class PathNameTests
{
    private const string NoRoot = @"does not start with a drive such as D:\ or a share such as \\server\share";
    private const string NoShare = @"is a network path without server and share, such as \\server\share";
    private const string NoServer = "does not name its server by a host name or address";
    private const string ThisMachine =
        @"is a share of this machine, where the relay cannot recognize its own files; name the folder by its drive, such as D:\qvd";

    [Theory]
    [InlineData(@"D:\out\..\secret", "has . or .. in it")]
    [InlineData(@"D:\out\.\x", "has . or .. in it")]
    [InlineData(@"D:/out/../secret", "has . or .. in it")]
    [InlineData(@"\\server", NoShare)]
    [InlineData(@"\\server\", NoShare)]
    [InlineData(@"\\server\\share\x", NoShare)]
    [InlineData(@"\\\server\share\x", NoShare)]
    [InlineData(@"//", NoShare)]
    [InlineData(@"\\?\D:\out\x", "is a device path")]
    [InlineData(@"\\.\D:\out\x", "is a device path")]
    [InlineData(@"//./D:/out/x", "is a device path")]
    [InlineData(@"\/?\D:\out\x", "is a device path")]
    [InlineData(@"\\?\UNC\server\share\x", "is a device path")]
    [InlineData(@"\\.\UNC\server\share\x", "is a device path")]
    [InlineData(@"\\?\GLOBALROOT\Device\HarddiskVolume1\x", "is a device path")]
    [InlineData(@"\\server\pipe\spoolss", "is a device path")]
    [InlineData(@"\\server\IPC$\x", "is a device path")]
    [InlineData(@"\\server\MailSlot\x", "is a device path")]
    [InlineData(@"\\server@SSL@8443\share\x", NoServer)]
    [InlineData(@"\\;LanmanRedirector\server\share\x", NoServer)]
    [InlineData(@"\\wsl$\share\x", NoServer)]
    [InlineData(@"\\..\share\x", NoServer)]
    [InlineData(@"\\server.\share\x", NoServer)]
    [InlineData(@"\\fe80::1\share\x", NoServer)]
    [InlineData("\\\\ser\0ver\\share\\x", NoServer)]
    [InlineData(@"\\localhost\share\x", ThisMachine)]
    [InlineData(@"\\wsl.LocalHost\share\x", ThisMachine)]
    [InlineData(@"\\127.0.0.1\C$\x", ThisMachine)]
    [InlineData(@"\\127.1\C$\x", ThisMachine)]
    [InlineData(@"\\--1.ipv6-literal.net\share\x", ThisMachine)]
    [InlineData(@"\\server\..\x", "has . or .. in it")]
    [InlineData(@"\\server\share\..\..\other\x", "has . or .. in it")]
    [InlineData(@"\\server\share:x\y", "has a character in it that no name on Windows may have (an alternate data stream?)")]
    [InlineData(@"\\server\share\x.qvd:hidden", "has a character in it that no name on Windows may have (an alternate data stream?)")]
    [InlineData(@"\\server\share.\x", "has a name in it that ends with a dot or space")]
    [InlineData(@"\\server\share\nul", "names a device")]
    [InlineData(@"\\server\share\BUTLER~1.YAM", "has a short name in it")]
    [InlineData(@"\??\D:\out\x", NoRoot)]
    [InlineData(@"\out\x", NoRoot)]
    [InlineData(@"D:out\x", NoRoot)]
    [InlineData(@"out\x", NoRoot)]
    [InlineData(@"", NoRoot)]
    [InlineData(@"D:\out\CON", "names a device")]
    [InlineData(@"D:\out\nul.txt", "names a device")]
    [InlineData(@"D:\out\Com1 .log", "names a device")]
    [InlineData(@"D:\out\LPT³", "names a device")]
    [InlineData(@"D:\out\aux.tar.gz", "names a device")]
    [InlineData(@"D:\CONIN$\x", "names a device")]
    [InlineData(@"D:\out\x.qvd:hidden", "has a character in it that no name on Windows may have (an alternate data stream?)")]
    [InlineData(@"D:\out::$INDEX_ALLOCATION\x", "has a character in it that no name on Windows may have (an alternate data stream?)")]
    [InlineData(@"D:\out\x?", "has a character in it that no name on Windows may have (an alternate data stream?)")]
    [InlineData(@"D:\out\x.", "has a name in it that ends with a dot or space")]
    [InlineData(@"D:\out \x", "has a name in it that ends with a dot or space")]
    [InlineData(@"D:\out\...", "has a name in it that ends with a dot or space")]
    [InlineData(@"D:\out\BUTLER~1.YAM", "has a short name in it")]
    [InlineData("D:\\out\\a\0b", "has control characters in it")]
    public void A_trick_with_a_Windows_path_is_named(string path, string problem)
    {
        PathName.TryParse(path, PathStyle.Windows, out _, out var found).ShouldBeFalse();
        found.ShouldBe(problem);
    }

    [Fact]
    public void A_share_of_this_machine_is_named_as_such()
    {
        foreach (var server in new[]
        {
            Environment.MachineName.ToUpperInvariant(), Environment.MachineName.Split('.')[0] + ".example.test",
        })
        {
            PathName.TryParse($@"\\{server}\share\x", PathStyle.Windows, out _, out var problem).ShouldBeFalse();
            problem.ShouldBe(ThisMachine);
        }
    }

    [Theory]
    [InlineData("/out/../etc/passwd", "has . or .. in it")]
    [InlineData("//server/x", "is a network or device path")]
    [InlineData(@"\\server\x", "is a network or device path")]
    [InlineData("out/x", "does not start with /")]
    [InlineData("~/x", "does not start with /")]
    [InlineData(@"/out/a\b", "has a backslash in it")]
    [InlineData("/out/a\nb", "has control characters in it")]
    public void A_trick_with_a_Unix_path_is_named(string path, string problem)
    {
        PathName.TryParse(path, PathStyle.Unix, out _, out var found).ShouldBeFalse();
        found.ShouldBe(problem);
    }

    [Theory]
    [InlineData(@"d:/out\\a b/Console.qvd", @"D:\out\a b\Console.qvd")]
    [InlineData(@"D:\out\com10.txt", @"D:\out\com10.txt")]
    [InlineData(@"D:\out\a~b.txt", @"D:\out\a~b.txt")]
    [InlineData(@"D:\out\.hidden", @"D:\out\.hidden")]
    [InlineData(@"D:\", @"D:\")]
    [InlineData(@"\\server\share", @"\\server\share\")]
    [InlineData(@"//Server-1.example.test/Sense Share/a//b.qvd", @"\\Server-1.example.test\Sense Share\a\b.qvd")]
    [InlineData(@"\/10.1.2.3\qvd$/x", @"\\10.1.2.3\qvd$\x")]
    public void A_good_path_is_written_in_one_way(string path, string expected)
    {
        PathName.TryParse(path, PathStyle.Windows, out var name, out _).ShouldBeTrue();
        name.Text.ShouldBe(expected);
    }

    [Theory]
    [InlineData(@"D:\IN\sub\x.qvd", @"d:\out\x.qvd", @"D:\in\sub\x.qvd", @"D:\out\x.qvd")]
    [InlineData(@"D:\in\x", @"D:\other\x", null, null)]
    [InlineData(@"D:\in2\x", @"D:\out\x", null, null)]
    [InlineData(@"D:\in", @"D:\out\x", null, null)]
    [InlineData(@"E:\in\x", @"D:\out\x", null, null)]
    [InlineData(@"E:\a\x", @"D:\out\x", null, null)]
    [InlineData(@"//SERVER/share/IN/x", @"\\server\SHARE\x", @"\\server\Share\in\x", @"\\server\share\x")]
    [InlineData(@"\\server\share\x", @"\\server\share\x", null, null)]
    [InlineData(@"\\server\share\in", @"\\server\share\x", null, null)]
    [InlineData(@"\\server\share2\in\x", @"\\server\share\x", null, null)]
    [InlineData(@"\\server2\share\in\x", @"\\server\share\x", null, null)]
    [InlineData(@"\\server\share\in\x", @"D:\out\x", null, null)]
    [InlineData(@"\\server\share\in\x", @"\\server\share", null, null)]
    public void A_copy_needs_one_pair_that_allows_both_ends(string from, string to, string? approvedFrom, string? approvedTo)
    {
        var gate = new FileGate(
            new FileRules { Copy = [new(@"D:\in", @"D:\out"), new(@"E:\a", @"E:\b"), new(@"\\server\Share\in", @"//server/share")] },
            PathStyle.Windows);
        if (approvedFrom is null)
        {
            Should.Throw<CommandRefusedException>(() => gate.Copy(from, to)).Denied.ShouldBeTrue();
            return;
        }

        var (source, target) = gate.Copy(from, to);
        (source.Text, target.Text).ShouldBe((approvedFrom, approvedTo));
    }

    [Theory]
    [InlineData("sales/2031", @"D:\qvd\sales\2031")]
    [InlineData(@"sales\2031", @"D:\qvd\sales\2031")]
    [InlineData(@"..\x", null)]
    [InlineData(@"\x", null)]
    [InlineData(@"C:\x", null)]
    [InlineData(@"C:x", null)]
    [InlineData("", null)]
    [InlineData("nul", null)]
    public void A_path_for_QVD_files_stays_below_its_folder(string relative, string? expected)
    {
        var gate = new FileGate(new FileRules { QvdPath = @"D:\qvd" }, PathStyle.Windows);
        if (expected is null)
        {
            Should.Throw<CommandRefusedException>(() => gate.MakeQvdDir(relative));
            return;
        }

        gate.MakeQvdDir(relative).Text.ShouldBe(expected);
    }

    [Fact]
    public void A_path_for_QVD_files_may_start_from_a_share()
    {
        var gate = new FileGate(new FileRules { QvdPath = @"\\server\share" }, PathStyle.Windows);
        gate.MakeQvdDir("sales/2031").Text.ShouldBe(@"\\server\share\sales\2031");
        Should.Throw<CommandRefusedException>(() => gate.MakeQvdDir(@"\\server\share\x"));
        Should.Throw<CommandRefusedException>(() => gate.MakeQvdDir(@"..\other"));
    }

    [Fact]
    public void Without_rules_nothing_is_allowed()
    {
        var gate = new FileGate(FileRules.None, PathStyle.Unix);
        Should.Throw<CommandRefusedException>(() => gate.Delete("/a/b"));
        Should.Throw<CommandRefusedException>(() => gate.MakeDir("/a/b"));
        Should.Throw<CommandRefusedException>(() => gate.Move("/a/b", "/a/c"));
        Should.Throw<CommandRefusedException>(() => gate.MakeQvdDir("x")).Message.ShouldBe("commands.files.qvdPath is not set.");
    }
}
