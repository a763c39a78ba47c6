using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Configuration;
using Butler.Functions.Configuration;
using Butler.Functions.Hosting;
using Butler.Functions.Preview;

var time = TimeProvider.System;
var functions = FunctionCatalog.Create(Environment.GetEnvironmentVariable("BUTLER_RELAYS"));
return args switch
{
    [] => await ServeAsync(),
    ["list"] => List(),
    ["export", var directory] => Export(directory),
    ["check"] => await CheckAsync(create: false),
    ["check", "--create"] => await CheckAsync(create: true),
    ["schema"] => Schema(),
    ["preview", .. var rest] => await TryAsync(trying => trying.PreviewAsync(rest)),
    ["test-fire", .. var rest] => await TryAsync(trying => trying.TestFireAsync(rest)),
    _ => Usage(),
};

async Task<int> ServeAsync()
{
    if (CustomHandlerApp.Port(Environment.GetEnvironmentVariable("FUNCTIONS_CUSTOMHANDLER_PORT")) is not { } port)
    {
        return Fail("FUNCTIONS_CUSTOMHANDLER_PORT is not a port; the Functions host sets it.");
    }

    try
    {
        var bus = new ServiceBusRestClient(AppSettings.ServiceBus(Environment.GetEnvironmentVariable, time));
        var tables = new TableStorage(AppSettings.Tables(Environment.GetEnvironmentVariable));
        await using var app = CustomHandlerApp.Build(port, functions, logs => new AppServices(new AppDependencies
        {
            Bus = bus,
            Tables = tables,
            ConfigurationText = AppSettings.Configuration(Environment.GetEnvironmentVariable),
            Logs = logs,
            Terminal = TextWriter.Synchronized(Console.Out),
            Time = time,
        }));
        await using var watch = ParentWatch.Start(time);
        await app.RunAsync();

        // The host treats 0 as an intended end, and does not restart the app.
        return 1;
    }
    catch (FormatException e)
    {
        return Fail(e.Message);
    }
    catch (IOException e)
    {
        return Fail(e.Message);
    }
}

int List()
{
    foreach (var function in functions)
    {
        var trigger = function.Trigger switch
        {
            QueueTrigger queue => $"queue {queue.Queue}",
            TimerTrigger timer => $"timer {timer.Schedule}",
            HttpTrigger http => $"{string.Join(',', http.Methods)} /api/{http.Route} ({http.AuthLevel})",
            _ => "",
        };
        Console.WriteLine($"{function.Name,-24} {trigger,-36} {function.Description}");
    }

    return 0;
}

int Export(string directory)
{
    try
    {
        FunctionExport.Write(directory, functions);
        Console.WriteLine($"{functions.Count} functions written to {directory}");
        return 0;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
    {
        return Fail($"The functions cannot be written to {directory}: {e.Message}");
    }
}

async Task<int> CheckAsync(bool create)
{
    await using var tools = Tools();
    var source = tools.GetRequiredService<GivenConfiguration>();
    try
    {
        var (text, options, suspicious) = await source.ReadAsync();
        var (faults, warnings) = tools.GetRequiredService<TemplateCheck>().Run(source.Name, text, options);
        foreach (var warning in suspicious.Concat(warnings))
        {
            Console.WriteLine($"warning: {warning}");
        }

        faults = [.. faults, .. ChannelFiles.Check(source.Name, text, options)];
        if (faults.Count > 0)
        {
            throw new ConfigurationException(faults);
        }

        if (create && !await CreateDatabasesAsync(tools.GetRequiredService<DatabaseCheck>(), options))
        {
            return 1;
        }

        Console.WriteLine($"{source.Name} is good: {options.Routes.Count} routes, {options.Channels.Count} channels");
        return 0;
    }
    catch (Exception e) when (e is ConfigurationException or IOException)
    {
        return Fail(e.Message);
    }
}

async Task<bool> CreateDatabasesAsync(DatabaseCheck databases, ButlerOptions options)
{
    var (lines, allExist) = await databases.RunAsync(options, CancellationToken.None);
    foreach (var line in lines)
    {
        await (allExist ? Console.Out : Console.Error).WriteLineAsync(line);
    }

    return allExist;
}

async Task<int> TryAsync(Func<TryingCommands, Task<int>> run)
{
    await using var tools = Tools();
    return await run(tools.GetRequiredService<TryingCommands>());
}

ServiceProvider Tools() => ToolComposition.Build(Console.Out, Console.Error, Environment.GetEnvironmentVariable, time);

int Schema()
{
    Console.WriteLine(YamlFile.Schema("butler.yaml", AllChannels.Yaml().Type).ToJsonString(new() { WriteIndented = true }));
    return 0;
}

int Usage() => Fail("""
    usage: butler-functions              serve the Functions host (FUNCTIONS_CUSTOMHANDLER_PORT)
           butler-functions list         list the functions
           butler-functions export DIR   write a folder with a function.json for each function
           butler-functions check [--create]  check the configuration that BUTLER_CONFIG names; --create creates missing InfluxDB 1 databases
           butler-functions schema       print the JSON Schema of butler.yaml
           butler-functions preview TYPE --channel NAME    show what the channel would send
           butler-functions test-fire CHANNEL              send a test alert
    """);

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}
