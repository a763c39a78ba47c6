namespace Butler.Functions.Operating.Digests;

internal static class DigestServices
{
    /// <summary>Adds the daily digest.</summary>
    public static IServiceCollection AddDigests(this IServiceCollection services) => services
        .AddSingleton<Digest>();
}
