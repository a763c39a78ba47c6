using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Butler.Core.Commands;
using Butler.Core.LoadScripts.Road;
using Butler.Functions.Apps;
using Butler.Local.Azurite;
using Butler.Local.Processes;
using Butler.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.EndToEnd.Tests.LoadScripts;

/// <summary>A description that is too large for a reply goes through a blob, which is gone afterwards.</summary>
public sealed class AppDumpsOnAzuriteTests : IAsyncLifetime
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("butler-blobs-");
    private SupervisedProcess? azurite;
    private BlobServiceClient? service;

    public async ValueTask InitializeAsync()
    {
        var entryPoint = await new AzuriteInstallation(NullLogger.Instance, directory.FullName).EnsureAsync(CancellationToken.None);
        var port = LoopbackPort.Tcp();
        azurite = new SupervisedProcess(
            AzuriteBlobs.Part(entryPoint, port, directory.FullName), NullLogger.Instance, TimeProvider.System);
        await azurite.StartAsync(CancellationToken.None);
        service = new BlobServiceClient(
            AzuriteTables.ConnectionString(1) + AzuriteBlobs.Endpoint(port),
            new BlobClientOptions(BlobClientOptions.ServiceVersion.V2020_12_06));
    }

    public async ValueTask DisposeAsync()
    {
        await azurite!.DisposeAsync();
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task The_answer_is_what_the_relay_has_written()
    {
        var description = $$"""{"appId":"a","loadScript":"{{new string('x', 3_000_000)}}"}""";
        var road = new UploadingRelay(description);
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        var blobs = new DumpBlobs(new Lazy<BlobServiceClient>(service!), TimeProvider.System);

        await new AppDumps(road, blobs).WriteAsync(context, "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1");

        Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()).ShouldBe(description);
        context.Response.ContentLength.ShouldBe(description.Length);
        (await LeftAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_killed_process_has_left_is_deleted_an_hour_later()
    {
        var time = new FakeTime(DateTimeOffset.UtcNow);
        var blobs = new DumpBlobs(new Lazy<BlobServiceClient>(service!), time);
        var (name, upload) = await blobs.NewAsync(CancellationToken.None);
        await new UploadingRelay("{}").UploadAsync(upload);
        (await LeftAsync()).ShouldBe([name]);
        time.Advance(TimeSpan.FromMinutes(59));
        await blobs.NewAsync(CancellationToken.None);
        (await LeftAsync()).ShouldBe([name]);
        time.Advance(TimeSpan.FromMinutes(2));
        await blobs.NewAsync(CancellationToken.None);
        (await LeftAsync()).ShouldBeEmpty();
    }

    private async Task<List<string>> LeftAsync()
    {
        var names = new List<string>();
        await foreach (var blob in service!.GetBlobContainerClient("app-dumps").GetBlobsAsync())
        {
            names.Add(blob.Name);
        }

        return names;
    }

    /// <summary>A relay that writes a description to the blob of the command.</summary>
    private sealed class UploadingRelay(string description) : ICommandRoad
    {
        public async Task<CommandAnswer> RunAsync(HttpContext context, CommandCall call)
        {
            var asked = call.Arguments!.Value.Deserialize(CommandJson.Default.AppDumpArguments)!;
            await UploadAsync(asked.Upload!);
            return new CommandAnswer("c", CommandStatus.Succeeded)
            {
                Result = JsonSerializer.SerializeToElement(
                    new AppDumpResult { AppId = asked.AppId, Length = description.Length, Uploaded = true },
                    CommandJson.Default.AppDumpResult),
            };
        }

        public async Task UploadAsync(Uri to)
        {
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Put, to) { Content = new StringContent(description) };
            request.Headers.Add("x-ms-blob-type", "BlockBlob");
            using var response = await http.SendAsync(request);
            response.IsSuccessStatusCode.ShouldBeTrue(response.StatusCode.ToString());
        }
    }
}
