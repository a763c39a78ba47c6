using BenchmarkDotNet.Running;
using Butler.Benchmarks.Load;

// dotnet run -c Release --project bench -- load      the whole system under load, as docs/measurements.md reports it
// dotnet run -c Release --project bench -- micro     single steps in isolation, by BenchmarkDotNet
switch (args)
{
    case ["load", .. var rest]:
        return await LoadReport.RunAsync(rest);
    case ["micro", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(LoadReport).Assembly).Run(rest);
        return 0;
    default:
        Console.Error.WriteLine("usage: Butler.Benchmarks load [sense|processes|intake|latency|channels|burst] | micro [--filter *]");
        return 2;
}
