using System.Text.Json;

namespace Butler.EndToEnd.Tests.LoadScripts;

/// <summary>Files and directories as load scripts ask Butler for them (rows of its table of disk endpoints), on both listeners.</summary>
[Collection(BothApisCollection.Name)]
public sealed class FileConformanceTests(BothApis apis)
{
    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task Filecopy_copies_and_echoes_and_keeps_the_time_if_asked(string where)
    {
        var (from, to) = (Given(where, "a #1.txt"), Out(where, "a #1.txt"));
        File.SetLastWriteTimeUtc(from, new DateTime(2031, 3, 14, 4, 12, 0, DateTimeKind.Utc));
        (await AskAsync(where, "PUT filecopy", new { fromFile = from.Replace("#", "%23", StringComparison.Ordinal), toFile = to, preserveTimestamp = "true" }))
            .ShouldBe($$"""201 {"fromFile":"{{from}}","toFile":"{{to}}","overwrite":false,"preserveTimestamp":true}""");
        (File.ReadAllText(to), File.GetLastWriteTimeUtc(to).Minute).ShouldBe(("text", 12));
        Message(await AskAsync(where, "PUT filecopy", new { fromFile = from, toFile = to })).ShouldStartWith("409 Failed copying file: ");
        (await AskAsync(where, "PUT filecopy", new { fromFile = from, toFile = to, overwrite = true })).ShouldStartWith("201 ");
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task Filemove_moves_and_echoes(string where)
    {
        var (from, to) = (Given(where, "b.txt"), Out(where, "b.txt"));
        (await AskAsync(where, "PUT filemove", new { fromFile = from, toFile = to })).ShouldBe(
            $$"""201 {"fromFile":"{{from}}","toFile":"{{to}}","overwrite":false}""");
        (File.Exists(from), File.ReadAllText(to)).ShouldBe((false, "text"));
        Message(await AskAsync(where, "PUT filemove", new { fromFile = from, toFile = to })).ShouldStartWith("404 Failed moving file: ");
        Message(await AskAsync(where, "PUT filemove", new { fromFile = Given(where, "b.txt"), toFile = to }))
            .ShouldStartWith("409 Failed moving file: ");
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task Filedelete_deletes_a_file_and_never_a_directory(string where)
    {
        var file = Out(where, "c.txt");
        File.WriteAllText(file, "text");
        (await AskAsync(where, "POST filedelete", new { deleteFile = file }, ("X-HTTP-Method-Override", "DELETE"))).ShouldBe("204 ");
        File.Exists(file).ShouldBeFalse();
        Message(await AskAsync(where, "DELETE filedelete", new { deleteFile = file })).ShouldStartWith("404 Failed deleting file: ");
        Directory.CreateDirectory(file);
        Message(await AskAsync(where, "DELETE filedelete", new { deleteFile = file })).ShouldStartWith("400 Failed deleting file: ");
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task Createdir_and_createdirqvd_create_directories_with_their_parents(string where)
    {
        var directory = Out(where, "d/e");
        (await AskAsync(where, "POST createdir", new { directory })).ShouldBe($$"""201 {"directory":"{{directory}}"}""");
        (await AskAsync(where, "POST createdir", new { directory })).ShouldStartWith("201 ");
        (await AskAsync(where, "POST createdirqvd", new { directory = $"{where}/2031" })).ShouldBe(
            $$"""201 {"directory":"{{where}}/2031"}""");
        (Directory.Exists(directory), Directory.Exists(apis.PathOf($"qvd/{where}/2031"))).ShouldBe((true, true));
        Message(await AskAsync(where, "POST createdirqvd", new { directory = "../out" })).ShouldStartWith(
            "403 Directory must be within the QVD folder: ");
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task What_is_not_approved_or_not_complete_is_rejected(string where)
    {
        var outside = apis.PathOf("relay.yaml");
        Message(await AskAsync(where, "PUT filecopy", new { fromFile = outside, toFile = Out(where, "x") })).ShouldStartWith(
            "403 No approved fromDir/toDir for file copy: ");
        Message(await AskAsync(where, "PUT filemove", new { fromFile = outside, toFile = Out(where, "x") })).ShouldStartWith(
            "403 No approved fromDir/toDir for file move: ");
        Message(await AskAsync(where, "DELETE filedelete", new { deleteFile = outside })).ShouldStartWith(
            "403 No approved directory for file delete: ");
        Message(await AskAsync(where, "POST createdir", new { directory = apis.PathOf("in/x") })).ShouldStartWith("403 No approved directory: ");
        Message(await AskAsync(where, "PUT filecopy", new { fromFile = apis.PathOf("in/../relay.yaml"), toFile = Out(where, "x") }))
            .ShouldStartWith("403 No approved fromDir/toDir for file copy: ");
        Message(await AskAsync(where, "PUT filecopy", new { toFile = "x" })).ShouldBe("400 Required parameter missing: fromFile");
        File.ReadAllText(outside).ShouldContain("relay:");
    }

    private string Given(string where, string name)
    {
        var path = apis.PathOf($"in/{where} {name}");
        File.WriteAllText(path, "text");
        return path;
    }

    private string Out(string where, string name) => apis.PathOf($"out/{where} {name}");

    private Task<string> AskAsync(string where, string request, object body, params (string Name, string Value)[] headers) =>
        apis.AskAsync(where, request, JsonSerializer.Serialize(body), headers);

    private static string Message(string answer) => $"{answer[..4]}{JsonElement.Parse(answer[4..]).GetProperty("message").GetString()}";
}
