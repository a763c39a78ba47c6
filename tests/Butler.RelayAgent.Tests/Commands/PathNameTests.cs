using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Configuration;

namespace Butler.RelayAgent.Tests.Commands;

/// <summary>Paths as text, in both styles, whatever machine the test runs on.</summary>
public sealed class PathNameTests
{
    [Theory]
    [InlineData(@"D:\out\..\secret", "has . or .. in it")]
    [InlineData(@"D:\out\.\x", "has . or .. in it")]
    [InlineData(@"D:/out/../secret", "has . or .. in it")]
    [InlineData(@"\\server\share\x", "is a network or device path")]
    [InlineData(@"//server/share/x", "is a network or device path")]
    [InlineData(@"\/server\share", "is a network or device path")]
    [InlineData(@"\\?\D:\out\x", "is a network or device path")]
    [InlineData(@"\\.\D:\out\x", "is a network or device path")]
    [InlineData(@"\??\D:\out\x", @"does not start with a drive such as D:\")]
    [InlineData(@"\out\x", @"does not start with a drive such as D:\")]
    [InlineData(@"D:out\x", @"does not start with a drive such as D:\")]
    [InlineData(@"out\x", @"does not start with a drive such as D:\")]
    [InlineData(@"", @"does not start with a drive such as D:\")]
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
    public void A_copy_needs_one_pair_that_allows_both_ends(string from, string to, string? approvedFrom, string? approvedTo)
    {
        var gate = new FileGate(new FileRules { Copy = [new(@"D:\in", @"D:\out"), new(@"E:\a", @"E:\b")] }, PathStyle.Windows);
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
    public void Without_rules_nothing_is_allowed()
    {
        var gate = new FileGate(FileRules.None, PathStyle.Unix);
        Should.Throw<CommandRefusedException>(() => gate.Delete("/a/b"));
        Should.Throw<CommandRefusedException>(() => gate.MakeDir("/a/b"));
        Should.Throw<CommandRefusedException>(() => gate.Move("/a/b", "/a/c"));
        Should.Throw<CommandRefusedException>(() => gate.MakeQvdDir("x")).Message.ShouldBe("commands.files.qvdPath is not set.");
    }
}
