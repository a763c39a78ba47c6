using BenchmarkDotNet.Running;
using Butler.Benchmarks.Load;
using Butler.Benchmarks.Pictures;

// dotnet run -c Release --project bench -- load      the whole system under load, as docs/measurements.md reports it
// dotnet run -c Release --project bench -- road --help  a burst to several or slow destinations, with a repository service; builds in turns
// dotnet run -c Release --project bench -- keyvalues  the key-value store through host, worker and Azurite
// dotnet run -c Release --project bench -- cloud      the webhook of Qlik Cloud, and from its call to the alert
// dotnet run -c Release --project bench -- tasks      the round trip of a task's start, over the queues and on the relay
// dotnet run -c Release --project bench -- monitors   the monitors of an idle relay, and a service's stop to its event
// dotnet run -c Release --project bench -- start A B  published function apps, started in turns
// dotnet run -c Release --project bench -- micro     single steps in isolation, by BenchmarkDotNet
// dotnet run --project bench -- pictures             the pictures of docs/pictures, drawn by Chromium; a name's part draws only those
switch (args)
{
    case ["start", .. var programs]:
        await StartUp.CompareAsync(programs);
        return 0;
    case ["road", .. var rest]:
        return await Road.Command(LoadReport.Root(AppContext.BaseDirectory)).Parse(rest).InvokeAsync();
    case ["keyvalues", .. var rest]:
        return await KeyValueLoad.RunAsync(Butler(rest));
    case ["cloud", .. var rest]:
        return await CloudLoad.RunAsync(Butler(rest));
    case ["tasks", .. var rest]:
        return await TaskStartLoad.RunAsync(Butler(rest));
    case ["monitors", .. var rest]:
        return await MonitorLoad.RunAsync(LoadReport.Root(AppContext.BaseDirectory), rest);
    case ["load", .. var rest]:
        return await LoadReport.RunAsync(rest);
    case ["micro", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(LoadReport).Assembly).Run(rest);
        return 0;
    case ["pictures", .. var rest]:
        return await PictureBook.DrawAsync(rest);
    default:
        Console.Error.WriteLine("""
            usage: Butler.Benchmarks load [sense|processes|intake|latency|channels|burst]
                   Butler.Benchmarks road [--help]
                   Butler.Benchmarks keyvalues [butler]
                   Butler.Benchmarks cloud [butler]
                   Butler.Benchmarks tasks [butler]
                   Butler.Benchmarks monitors [minutes]
                   Butler.Benchmarks start FUNCTION-APP...
                   Butler.Benchmarks micro [--filter *]
                   Butler.Benchmarks pictures [part of a name] [folder]
            """);
        return 2;
}

// The given program, or the one of this repository's release build.
static string Butler(string[] given) =>
    given is [var program] ? program : WholeSystem.ButlerOf(LoadReport.Root(AppContext.BaseDirectory));
