using System.Diagnostics.CodeAnalysis;
using Azure.Storage.Blobs;
using Butler.Core.Api;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Telemetry;
using Butler.Functions.Alerts;
using Butler.Functions.Api;
using Butler.Functions.Apps;
using Butler.Functions.Channels;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering;
using Butler.Functions.Delivering.Reconciling;
using Butler.Functions.Delivering.Replaying;
using Butler.Functions.Delivering.Sending;
using Butler.Functions.Incidents;
using Butler.Functions.KeyValues;
using Butler.Functions.Messages;
using Butler.Functions.OpenApi;
using Butler.Functions.Operating;
using Butler.Functions.Operating.Digests;
using Butler.Functions.Plans;
using Butler.Functions.Preview;
using Butler.Functions.QlikCloud;
using Butler.Functions.QlikCloud.Commands;
using Butler.Functions.QlikCloud.Enrichment;
using Butler.Functions.QlikCloud.Reconciling;
using Butler.Functions.Queues;
using Butler.Functions.Relays;
using Butler.Functions.Routing;
using Butler.Functions.Schedules;
using Butler.Functions.ScriptLogs;
using Butler.Functions.Self;
using Butler.Functions.SystemInfo;
using Butler.Functions.Tasks;
using Butler.Functions.Templates;
using Butler.Functions.Throttling;
using Butler.Functions.Timers;
using MasterKey = Butler.Core.Commands.MasterKey;

namespace Butler.Functions.Hosting;

/// <summary>The app's services: one line for each capability.</summary>
internal static class AppComposition
{
    public static IServiceCollection AddApp(this IServiceCollection services, AppDependencies outside)
    {
        var keyProblem = MasterKey.TryRead(outside.Environment("BUTLER_COMMAND_KEY"), out var master);
        return services
            .AddSingleton(outside.Bus)
            .AddSingleton(outside.Tables)
            .AddSingleton(new Lazy<BlobServiceClient>(outside.Blobs))
            .AddSingleton(outside.ConfigurationText)
            .AddSingleton(outside.Terminal)
            .AddSingleton(outside.Environment)
            .AddSingleton(outside.Time)
            .AddSingleton(outside.Random)
            .AddInstrumentation()
            .AddConfiguration()
            .AddQueues()
            .AddTimers()
            .AddAlerts(master, IncidentLinks.Address(outside.Environment))
            .AddTemplates(AppSettings.Templates(outside.Environment))
            .AddChannels(AllChannels.Kinds)
            .AddRelays(master, keyProblem)
            .AddTasks()
            .AddSchedules()
            .AddThrottling()
            .AddPlans()
            .AddIncidents()
            .AddSending()
            .AddDelivering()
            .AddReplaying()
            .AddReconciling()
            .AddEventRouting()
            .AddOperating()
            .AddDigests()
            .AddSelf()
            .AddPreview()
            .AddSampleEvents()
            .AddApi()
            .AddKeyValues()
            .AddAppDumps()
            .AddScriptLogs(master, keyProblem, IncidentLinks.Address(outside.Environment))
            .AddOpenApi()
            .AddMessages()
            .AddSystemInfo()
            .AddQlikCloud(AppSettings.QlikCloud(outside.Environment))
            .AddCloudCommands()
            .AddCloudEnrichment()
            .AddCloudReconciling();
    }
}

/// <summary>What the app takes from outside.</summary>
internal sealed record AppDependencies
{
    public required IServiceBus Bus { get; init; }

    public required ITables Tables { get; init; }

    /// <summary>Connects to the blobs of the storage account at the first use.</summary>
    public Func<BlobServiceClient> Blobs { get; init; } = () => throw new UnavailableException("The app has no blobs.");

    public required IConfigurationText ConfigurationText { get; init; }

    public required TextWriter Terminal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The one place where the process's own randomness is handed in.")]
    public Random Random { get; init; } = Random.Shared;

    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;
}
