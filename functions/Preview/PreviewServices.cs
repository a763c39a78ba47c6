namespace Butler.Functions.Preview;

internal static class PreviewServices
{
    /// <summary>Adds previews and tests of channels.</summary>
    public static IServiceCollection AddPreview(this IServiceCollection services) => services
        .AddSingleton<ChannelTest>()
        .AddSingleton<ChannelTestApi>()
        .AddSingleton<ChannelPreview>()
        .AddSingleton<ChannelPreviewApi>();
}
