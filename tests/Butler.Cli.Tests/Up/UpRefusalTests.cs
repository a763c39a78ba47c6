using System.Net;
using System.Net.Sockets;

namespace Butler.Cli.Tests.Up;

/// <summary>What <c>butler up</c> refuses: with one clear line and exit code 2, before anything is started.</summary>
public sealed class UpRefusalTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("butler-up-").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Theory]
    [InlineData("2: butler: --http: a port from 0 to 65535 was expected, not '70000'.", "up", "--http", "70000")]
    [InlineData("2: butler: Unrecognized command or argument '--nonsense'.", "up", "--nonsense")]
    [InlineData("2: butler: --config: there is no file /no-such.yaml", "up", "--config", "/no-such.yaml")]
    public async Task An_argument_it_cannot_take(string expected, params string[] arguments) =>
        (await UpPrograms.RunAsync(arguments)).ShouldBe(expected);

    [Fact]
    public async Task A_port_that_is_taken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        (await UpPrograms.RunAsync("up", "--data", data, "--http", $"{port}"))
            .ShouldBe($"2: butler up: TCP port {port} on 127.0.0.1 is taken; give another one with --http, or 0 for any free one");
    }

    [Fact]
    public async Task A_data_directory_that_another_one_uses()
    {
        using var other = Butler.Cli.Up.DataDirectory.Open(data);
        File.WriteAllText(other.UpFile, """{ "pid": 42 }""");

        (await UpPrograms.RunAsync("up", "--data", data))
            .ShouldBe($"2: butler up: {data} is in use by another 'butler up' (process 42); give this one another --data");
    }
}
