using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Configuration;
using Butler.Core.Destinations;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Configuration;
using Butler.Functions.Hosting;
using Butler.Functions.Preview;
using Butler.Functions.Templates;

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
    ["preview", .. var rest] => await Trying().PreviewAsync(rest),
    ["test-fire", .. var rest] => await Trying().TestFireAsync(rest),
    _ => Usage(),
};

async Task<int> ServeAsync()
{
    if (CustomHandlerApp.Port(Environment.GetEnvironmentVariable("FUNCTIONS_CUSTOMHANDLER_PORT")) is not { } port)
    {
        return Fail("FUNCTIONS_CUSTOMHANDLER_PORT is no port; the Functions host sets it.");
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

        // The host takes 0 for an end that was meant, and restarts nothing.
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
    var source = AppSettings.Configuration(Environment.GetEnvironmentVariable);
    try
    {
        var read = await source.ReadIfChangedAsync(null, CancellationToken.None);
        var (text, options, suspicious) = LoadedConfiguration.Read(
            AllChannels.Yaml(), source.Name, read!.Content.Span, Environment.GetEnvironmentVariable);
        var templates = new HandlebarsTemplates(AppSettings.Templates(Environment.GetEnvironmentVariable), time);
        var (faults, warnings) = new TemplateCheck(new ChannelKinds(AllChannels.Kinds), templates, time).Run(source.Name, text, options);
        foreach (var warning in suspicious.Concat(warnings))
        {
            Console.WriteLine($"warning: {warning}");
        }

        faults = [.. faults, .. ChannelFiles.Check(source.Name, text, options)];
        if (faults.Count > 0)
        {
            throw new ConfigurationException(faults);
        }

        if (create && !await CreateDatabasesAsync(options))
        {
            return 1;
        }

        Console.WriteLine($"{source.Name} is good: {options.Routes.Count} routes, {options.Channels.Count} channels");
        return 0;
    }
    catch (ConfigurationException e)
    {
        return Fail(e.Message);
    }
    catch (IOException e)
    {
        return Fail($"{source.Name}: {e.Message}");
    }
}

async Task<bool> CreateDatabasesAsync(ButlerOptions options)
{
    using var http = new HttpTransport(time);
    var (lines, allExist) = await new DatabaseCheck(new InfluxDatabase(http)).RunAsync(options, CancellationToken.None);
    foreach (var line in lines)
    {
        await (allExist ? Console.Out : Console.Error).WriteLineAsync(line);
    }

    return allExist;
}

TryingCommands Trying() => new(Console.Out, Console.Error, Environment.GetEnvironmentVariable, time);

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
