using Butler.Core.Azure.ServiceBus.Amqp;
using Butler.Core.Azure.Tables;
using Butler.Core.Configuration;
using Butler.Functions.Configuration;
using Butler.Functions.Hosting;
using Butler.Functions.Preview;

var time = TimeProvider.System;
return args switch
{
    [] or [['-', ..], ..] => await ServeAsync(),
    ["check"] => await CheckAsync(create: false),
    ["check", "--create"] => await CheckAsync(create: true),
    ["schema"] => Schema(),
    ["preview", .. var rest] => await TryAsync(trying => trying.PreviewAsync(rest)),
    ["test-fire", .. var rest] => await TryAsync(trying => trying.TestFireAsync(rest)),
    _ => Usage(),
};

async Task<int> ServeAsync()
{
    try
    {
        await using var bus = new AmqpServiceBus(AppSettings.ServiceBus(Environment.GetEnvironmentVariable), new AmqpOptions());
        using var app = IsolatedWorker.Build(args, new AppDependencies
        {
            Bus = bus,
            Tables = new TableStorage(AppSettings.Tables(Environment.GetEnvironmentVariable)),
            Blobs = () => AppSettings.Blobs(Environment.GetEnvironmentVariable),
            ConfigurationText = AppSettings.Configuration(Environment.GetEnvironmentVariable),
            Terminal = TextWriter.Synchronized(Console.Out),
            Time = time,
        });
        await using var watch = ParentWatch.Start(time);
        await app.RunAsync();

        // The host treats 0 as an intended end, and does not restart the app.
        return 1;
    }
    catch (Exception e) when (e is FormatException or IOException)
    {
        return Fail(e.Message);
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
    usage: butler-functions              serve the Functions host, which starts it with --functions-uri
           butler-functions check [--create]  check the configuration that BUTLER_CONFIG names; --create makes InfluxDB 1 databases
           butler-functions schema       print the JSON Schema of butler.yaml
           butler-functions preview TYPE --channel NAME    show what the channel would send
           butler-functions test-fire CHANNEL              send a test alert
    """);

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}
