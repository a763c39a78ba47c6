using Butler.Core.ServiceBus;
using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Configuration;

/// <summary>What <c>relay.yaml</c> says, with what the environment puts over it.</summary>
internal sealed record RelayOptions
{
    /// <summary>Who this relay is.</summary>
    public RelaySection Relay { get; init; } = new();

    /// <summary>Where events go.</summary>
    public required ServiceBusSection ServiceBus { get; init; }

    /// <summary>Where datagrams come from.</summary>
    public UdpSection Udp { get; init; } = new();

    /// <summary>Where they are kept until Service Bus has them.</summary>
    public JournalSection Journal { get; init; } = new();

    /// <summary>What the cloud side may have done here.</summary>
    public CommandsSection Commands { get; init; } = new();

    /// <summary>Sense's engine; null: what needs it cannot be done.</summary>
    public EngineSection? Engine { get; init; }

    /// <summary>The file that all this was read from.</summary>
    public string? File { get; init; }

    /// <summary>What is written to the log, and where.</summary>
    public LogSection Log { get; init; } = new();

    /// <summary>Who this relay is.</summary>
    internal sealed record RelaySection
    {
        /// <summary>Its name, unique in its site; by default the machine's.</summary>
        public string Name { get; init; } = System.Environment.MachineName;

        /// <summary>The site (a Sense cluster) it serves.</summary>
        public string Site { get; init; } = "default";

        /// <summary>Free text such as <c>prod</c>, on every event.</summary>
        public string? Environment { get; init; }
    }

    /// <summary>Where events go.</summary>
    internal sealed record ServiceBusSection
    {
        /// <summary>The namespace and how to authenticate there.</summary>
        public required ServiceBusConnection Connection { get; init; }
    }

    /// <summary>Where datagrams come from.</summary>
    internal sealed record UdpSection
    {
        /// <summary>Where to listen; by default port 9998 of every address, IPv4 and IPv6.</summary>
        public ListenAddress Listen { get; init; } = new(null, 9998);

        /// <summary>The zone of the log's time stamps; by default the machine's.</summary>
        public TimeZoneInfo? TimeZone { get; init; }
    }

    /// <summary>Where datagrams are kept until Service Bus has them.</summary>
    internal sealed record JournalSection
    {
        /// <summary>The directory, this relay's alone.</summary>
        public string Directory { get; init; } = "journal";

        /// <summary>How large it may grow, in bytes; more is refused.</summary>
        public long MaxSize { get; init; } = 1024L * 1024 * 1024;

        /// <summary>How long what was accepted may stay exposed to a power cut.</summary>
        public TimeSpan Fsync { get; init; } = TimeSpan.FromMilliseconds(50);
    }

    /// <summary>What is written to the log, and where.</summary>
    internal sealed record LogSection
    {
        /// <summary><c>trace</c>, <c>debug</c>, <c>info</c>, <c>warning</c> or <c>error</c>.</summary>
        public string Level { get; init; } = "info";

        /// <summary>Where log files go, one each day; null: only the console.</summary>
        public string? Directory { get; init; }

        /// <summary>How long log files are kept.</summary>
        public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);
    }
}
