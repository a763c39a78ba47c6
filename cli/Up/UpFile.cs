using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Cli.RunningApp;
using Butler.Cli.Up.Output;
using Butler.Local.Files;

namespace Butler.Cli.Up;

/// <summary>
/// Writes up.json while the system runs: its addresses and process ids, for other <c>butler</c> commands (<see cref="RunningUp"/>), scripts
/// and tests. The file is deleted when the system stops.
/// </summary>
internal sealed class UpFile(string path, UpAddresses addresses, UpState state) : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly Lock gate = new();
    private bool isDeleted;

    public void Write()
    {
        var processes = new JsonObject();
        lock (gate)
        {
            if (isDeleted)
            {
                return;
            }

            foreach (var part in state.Parts.Where(p => p.ProcessId is not null))
            {
                processes[part.Name] = part.ProcessId;
            }

            var content = new JsonObject
            {
                ["pid"] = Environment.ProcessId,
                ["http"] = addresses.Http,
                ["udp"] = addresses.Udp,
                ["servicebus"] = addresses.ServiceBus,
                ["tables"] = addresses.Tables,
                ["sense"] = addresses.Sense,
                ["qlikCloud"] = addresses.QlikCloud is not { } cloud ? null : new JsonObject
                {
                    ["address"] = cloud.Address,
                    ["tenant"] = cloud.Tenant,
                    ["secretFile"] = cloud.SecretFile,
                },
                ["processes"] = processes,
            };
            WholeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(content, Indented));
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            isDeleted = true;
            File.Delete(path);
        }

        return ValueTask.CompletedTask;
    }
}
