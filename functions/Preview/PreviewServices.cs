using Butler.Core.Api;

namespace Butler.Functions.Preview;

internal static class PreviewServices
{
    /// <summary>Adds previews and tests of channels.</summary>
    public static IServiceCollection AddPreview(this IServiceCollection services) => services
        .AddSingleton<ChannelTest>()
        .AddRoutes<ChannelTestApi>()
        .AddSingleton<ChannelPreview>()
        .AddRoutes<ChannelPreviewApi>();

    /// <summary>Adds the raising of sample events, which needs the queue of events.</summary>
    public static IServiceCollection AddSampleEvents(this IServiceCollection services) => services
        .AddRoutes<SampleEventApi>();

    /// <summary>Adds the checks of a configuration.</summary>
    public static IServiceCollection AddChecks(this IServiceCollection services) => services
        .AddTransient<TemplateCheck>()
        .AddSingleton<DatabaseCheck>();
}
