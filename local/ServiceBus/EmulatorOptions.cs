using Butler.Local.ServiceBus.Access;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.ServiceBus;

/// <summary>The options of the emulator.</summary>
internal sealed record EmulatorOptions
{
    /// <summary>The port on 127.0.0.1; 0: any free port.</summary>
    public int Port { get; init; } = 5380;

    /// <summary>The queues.</summary>
    public required IReadOnlyList<QueueOptions> Queues { get; init; }

    /// <summary>The name of the shared access policy of the namespace, which may send, listen and manage.</summary>
    public string SharedAccessKeyName { get; init; } = "RootManageSharedAccessKey";

    /// <summary>
    /// Its key; by default the public one that every Service Bus emulator has, so that the usual client settings work here.
    /// </summary>
    public string SharedAccessKey { get; init; } = "SAS_KEY_VALUE";

    /// <summary>The shared access policies of single queues.</summary>
    public IReadOnlyList<AccessPolicy> QueuePolicies { get; init; } = [];

    /// <summary>The directory in which the queues are kept across restarts; null: in memory only.</summary>
    public string? DataDirectory { get; init; }
}
