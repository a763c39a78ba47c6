using System.Net;
using Butler.Local.Faults;
using Butler.Local.Sense;
using Butler.Local.Sense.Site;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Benchmarks.Load;

/// <summary>The simulated Sense site of the measurements: how slowly it answers, its tasks, and how a relay reaches it.</summary>
internal static class BenchSite
{
    /// <param name="directory">For its certificates and script logs.</param>
    /// <param name="udp">The UDP port of the relay, on the loopback address.</param>
    /// <param name="delay">How long QRS takes to answer.</param>
    public static async Task<SenseSimulator> StartAsync(string directory, int udp, TimeSpan delay)
    {
        var sense = await SenseSimulator.StartAsync(
            new SimulatorOptions { Directory = Path.Combine(directory, "sense"), RelayUdp = new IPEndPoint(IPAddress.Loopback, udp) },
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None);
        sense.Behaviour.SettleTime = TimeSpan.Zero;
        sense.Faults.Add(new Fault { Path = "/qrs/*", Delay = (int)delay.TotalMilliseconds });
        return sense;
    }

    /// <summary>Adds a reload task with an app of its own, which the relay has not requested yet.</summary>
    public static SenseTask NewTask(this SenseSimulator sense, string name, SenseUser owner)
    {
        var app = new SenseApp(name) { Owner = owner, Script = ScriptFailures.TableNotFound.Script, Tags = [People.Critical] };
        var task = new SenseTask("Reload of " + name, TaskType.Reload) { AppId = app.Id, Tags = [People.Nightly] };
        sense.Site.Put(app);
        sense.Site.Put(task);
        return task;
    }

    /// <summary>The relay's section on the repository service.</summary>
    public static string RelayYaml(this SenseSimulator sense) => $$"""
        qrs:
          url: "{{sense.QrsUrl}}"
          certificate: "{{sense.ClientCertificatePath}}"
          key: "{{sense.ClientKeyPath}}"
          ca: "{{sense.RootPath}}"
          user: INTERNAL\sa_api
        """;
}
