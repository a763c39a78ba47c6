using System.Diagnostics.CodeAnalysis;
using Butler.Functions.Channels;
using Butler.Functions.Delivering.Sending;
using Butler.Functions.Preview;
using Butler.Functions.Templates;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Functions.Hosting;

/// <summary>The services of <c>check</c>, <c>preview</c> and <c>test-fire</c>, which need neither queues nor tables.</summary>
internal static class ToolComposition
{
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The process's own randomness is handed in here.")]
    [SuppressMessage("Usage", "ASP0000", Justification = "These verbs start no web app that could have services of its own.")]
    public static ServiceProvider Build(TextWriter output, TextWriter error, Func<string, string?> environment, TimeProvider time) =>
        new ServiceCollection()
        .AddSingleton(output)
        .AddSingleton(environment)
        .AddSingleton(time)
        .AddSingleton(Random.Shared)
        .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
        .AddSingleton(AppSettings.Configuration(environment))
        .AddSingleton<GivenConfiguration>()
        .AddTemplates(AppSettings.Templates(environment))
        .AddChannels(AllChannels.Kinds)
        .AddDirectSending()
        .AddPreview()
        .AddChecks()
        .AddSingleton(provider => new TryingCommands(
            output,
            error,
            provider.GetRequiredService<GivenConfiguration>(),
            provider.GetRequiredService<ChannelPreview>(),
            provider.GetRequiredService<ChannelTest>()))
        .BuildServiceProvider();
}
