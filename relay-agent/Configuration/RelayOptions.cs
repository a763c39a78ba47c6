using System.Text;
using System.Text.RegularExpressions;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Configuration;
using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Configuration;

/// <summary>What <c>relay.yaml</c> says, with what the environment puts over it.</summary>
internal sealed record RelayOptions
{
    /// <summary>Who this relay is.</summary>
    public RelaySection Relay { get; init; } = new();

    /// <summary>Where events go.</summary>
    public required ServiceBusSection ServiceBus { get; init; }

    /// <summary>The outbound web proxy; null: as the environment says.</summary>
    public ProxySection? Proxy { get; init; }

    /// <summary>Where datagrams come from.</summary>
    public UdpSection Udp { get; init; } = new();

    /// <summary>Where they are kept until Service Bus has them.</summary>
    public JournalSection Journal { get; init; } = new();

    /// <summary>Sense's repository service; null: nothing is asked of it.</summary>
    public QrsSection? Qrs { get; init; }

    /// <summary>Finding executions that no datagram told of; null: off.</summary>
    public ReconcileSection? Reconcile { get; init; }

    /// <summary>What of script logs goes with events, and what is kept.</summary>
    public ScriptLogSection ScriptLog { get; init; } = new();

    /// <summary>What the cloud side may have done here.</summary>
    public CommandsSection Commands { get; init; } = new();

    /// <summary>How tasks are started by MQTT; null: not at all.</summary>
    public MqttSection? Mqtt { get; init; }

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

        /// <summary>What bytes are read as that are neither UTF-8 nor UTF-16; null: the machine's ANSI code page, or else Windows-1252.</summary>
        public Encoding? Encoding { get; init; }

        /// <summary>How far a log's time may be from the time of receipt and still be relied on.</summary>
        public TimeSpan MaxSkew { get; init; } = TimeSpan.FromMinutes(10);

        /// <summary>Who may send; null: anybody.</summary>
        public IReadOnlyList<SourceRule>? AllowedSources { get; init; }

        /// <summary>How much one sender may send; null: no limit.</summary>
        public RateLimit? RateLimit { get; init; }

        /// <summary>The largest datagram taken, in bytes; null: whatever UDP carries.</summary>
        public int? MaxSize { get; init; }

        /// <summary>Who gets a copy of each datagram that was taken; null: nobody.</summary>
        public IReadOnlyList<HostAndPort>? Mirror { get; init; }
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

    /// <summary>Sense's repository service and how to authenticate there. Paths are full.</summary>
    internal sealed record QrsSection
    {
        /// <summary>Its address, without <c>/qrs/</c>.</summary>
        public required Uri Url { get; init; }

        /// <summary>The client certificate's PEM file.</summary>
        public string? Certificate { get; init; }

        /// <summary>Its key's PEM file.</summary>
        public string? Key { get; init; }

        /// <summary>A PFX file, instead of the two.</summary>
        public string? Pfx { get; init; }

        /// <summary>The password of the PFX file or of the key.</summary>
        [Secret]
        public string? Password { get; init; }

        /// <summary>The thumbprint of a certificate in the Windows store, instead of files.</summary>
        public string? Thumbprint { get; init; }

        /// <summary>Sense's own root certificates, a PEM file; null: the machine's roots.</summary>
        public string? Ca { get; init; }

        /// <summary>The name in the server's certificate; null: the host of the address.</summary>
        public string? ServerName { get; init; }

        /// <summary>Whether the server's certificate is checked.</summary>
        public bool Verify { get; init; } = true;

        /// <summary>As whom to ask, <c>DIRECTORY\user</c>.</summary>
        public string User { get; init; } = @"INTERNAL\sa_api";

        /// <summary>Shows no member: some are secret.</summary>
        public override string ToString() => nameof(QrsSection);
    }

    /// <summary>Finding executions that no datagram told of.</summary>
    internal sealed record ReconcileSection
    {
        /// <summary>How often to look.</summary>
        public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

        /// <summary>How far back to look at most.</summary>
        public TimeSpan LookBack { get; init; } = TimeSpan.FromHours(24);

        /// <summary>How far back to look the very first time: what failed long before the relay was there is no news.</summary>
        public TimeSpan FirstLookBack { get; init; } = TimeSpan.FromHours(1);
    }

    /// <summary>What of script logs goes with events, and what is kept.</summary>
    internal sealed record ScriptLogSection
    {
        /// <summary>How many of the first lines go with an event.</summary>
        public int Head { get; init; } = 15;

        /// <summary>How many of the last lines go with an event.</summary>
        public int Tail { get; init; } = 25;

        /// <summary>What must not leave the house, besides what is known to be secret.</summary>
        public IReadOnlyList<Regex> Redact { get; init; } = [];

        /// <summary>What marks a line that says why a reload failed, besides what is known to.</summary>
        public IReadOnlyList<Regex> ErrorSigns { get; init; } = [];

        /// <summary>Keeping the script logs of failed reloads on disk.</summary>
        public StoreSection Store { get; init; } = new();

        /// <summary>Keeping the script logs of failed reloads on disk.</summary>
        internal sealed record StoreSection
        {
            /// <summary>Where, full; null: they are not kept.</summary>
            public string? Directory { get; init; }

            /// <summary>How long.</summary>
            public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);
        }
    }

    /// <summary>How tasks are started by MQTT.</summary>
    internal sealed record MqttSection
    {
        /// <summary>The name of a broker in <c>commands.deliver</c>.</summary>
        public required string Broker { get; init; }

        /// <summary>The topic whose messages each hold the id of a task to start.</summary>
        public required string StartTaskTopic { get; init; }
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
