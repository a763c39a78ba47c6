using Butler.Local.Azurite;

namespace Butler.EndToEnd.Tests.Support;

/// <summary>One Azurite for all tests of a class.</summary>
public sealed class AzuriteOfClass : IAsyncLifetime
{
    private Azurite? azurite;

    internal string ConnectionString => AzuriteTables.ConnectionString(azurite!.Port);

    public async ValueTask InitializeAsync() => azurite = await Azurite.StartAsync();

    public ValueTask DisposeAsync() => azurite?.DisposeAsync() ?? ValueTask.CompletedTask;
}
