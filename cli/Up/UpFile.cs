using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Cli.Up.Processes;

namespace Butler.Cli.Up;

/// <summary>Keeps up.json: where this run is reached, and by which processes; for scripts, tests and a second <c>butler up</c>.</summary>
internal sealed class UpFile(string path, UpAddresses addresses, UpState state)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly Lock gate = new();

    public void Write()
    {
        var processes = new JsonObject();
        lock (gate)
        {
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
                ["processes"] = processes,
            };
            WholeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(content, Indented));
        }
    }
}
