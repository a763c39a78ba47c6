using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.ServiceBus;

/// <summary>What the emulator is started with.</summary>
internal sealed record EmulatorOptions
{
    /// <summary>The port on 127.0.0.1; 0: any free one.</summary>
    public int Port { get; init; } = 5380;

    /// <summary>The queues there are.</summary>
    public required IReadOnlyList<QueueOptions> Queues { get; init; }

    /// <summary>The name of the one shared access policy, which may send, listen and manage.</summary>
    public string SharedAccessKeyName { get; init; } = "RootManageSharedAccessKey";

    /// <summary>
    /// Its key; by default the public one that every Service Bus emulator has, so that any client's settings for those work here.
    /// </summary>
    public string SharedAccessKey { get; init; } = "SAS_KEY_VALUE";

    /// <summary>Where the queues are kept across restarts; null: nowhere.</summary>
    public string? DataDirectory { get; init; }
}
