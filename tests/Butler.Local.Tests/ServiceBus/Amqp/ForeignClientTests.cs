using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.Tests.ServiceBus.Amqp;

/// <summary>Clients that do what the vendor's do not.</summary>
public sealed class ForeignClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("q")]
    [InlineData("q/$management")]
    [InlineData("nowhere")]
    public async Task Without_a_token_no_link_is_attached(string address)
    {
        await using var bench = await AmqpBench.StartAsync();
        var connection = await OpenAsync(bench);
        var fault = await Should.ThrowAsync<AmqpException>(() => SenderAsync(connection, address));

        fault.Error.Condition.Value.ShouldBe("amqp:unauthorized-access");
        await connection.CloseAsync(Cancelled);
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_rejected_and_the_link_stays()
    {
        await using var bench = await AmqpBench.StartAsync();
        var connection = await OpenAsync(bench);
        await PutTokenAsync(bench, connection, "q");
        var sender = await SenderAsync(connection, "q");
        byte[][] malformed =
        [
            [1, 2, 3],
            [0, 0x53, 0x73, 0xD0, 0xFF, 0xFF, 0xFF, 0xFF],
            [0, 0x53, 0x73, 0xC0, 200, 1],
            [0, 0x53, 0x10, 0x45],
            [0, 0x53, 0x75, 0xB0, 0, 0, 1, 0, 1],
        ];
        foreach (var bytes in malformed)
        {
            using var stream = new BufferListStream([new ArraySegment<byte>(bytes)]);
            var outcome = await SendAsync(sender, AmqpMessage.CreateAmqpStreamMessage(stream, payloadInitialized: true));
            outcome.ShouldBeOfType<Rejected>().Error.Condition.Value.ShouldBeOneOf("amqp:decode-error", "amqp:invalid-field");
        }

        await SendAsync(sender, new byte[10]);
        bench.Counts.Active.ShouldBe(1);
        await connection.CloseAsync(Cancelled);
    }

    [Fact]
    public async Task A_message_above_the_limit_is_rejected_and_the_link_stays()
    {
        await using var bench = await AmqpBench.StartAsync();
        var connection = await OpenAsync(bench);
        await PutTokenAsync(bench, connection, "q");
        var sender = await SenderAsync(connection, "q");
        sender.Settings.MaxMessageSize.ShouldBe(256ul * 1024);
        var outcome = await SendAsync(sender, new byte[300_000]);

        outcome.ShouldBeOfType<Rejected>().Error.Condition.Value.ShouldBe("amqp:link:message-size-exceeded");
        (await SendAsync(sender, new byte[200_000])).ShouldBeOfType<Accepted>();
        await connection.CloseAsync(Cancelled);
    }

    [Fact]
    public async Task Transactions_are_refused()
    {
        await using var bench = await AmqpBench.StartAsync();
        var connection = await OpenAsync(bench);
        var session = connection.CreateSession(new AmqpSessionSettings());
        await session.OpenAsync(Patience);
        var link = new SendingAmqpLink(session, new AmqpLinkSettings
        {
            LinkName = "transactions",
            Role = false,
            Source = new Source(),
            Target = new Microsoft.Azure.Amqp.Transaction.Coordinator(),
            InitialDeliveryCount = 0,
        });

        (await Should.ThrowAsync<AmqpException>(() => OpenAsync(link))).Error.Condition.Value.ShouldBe("amqp:not-implemented");
        await connection.CloseAsync(Cancelled);
    }

    private static async Task<AmqpConnection> OpenAsync(AmqpBench bench) =>
        await new AmqpConnectionFactory().OpenConnectionAsync(
            new Uri($"amqp://127.0.0.1:{bench.Emulator.Port}"), new Microsoft.Azure.Amqp.Sasl.SaslAnonymousHandler(), Patience);

    private static async Task<SendingAmqpLink> SenderAsync(AmqpConnection connection, string address)
    {
        var session = connection.CreateSession(new AmqpSessionSettings());
        await session.OpenAsync(Patience);
        var link = new SendingAmqpLink(session, new AmqpLinkSettings
        {
            LinkName = Guid.NewGuid().ToString(),
            Role = false,
            Source = new Source(),
            Target = new Target { Address = address },
            InitialDeliveryCount = 0,
        });
        await OpenAsync(link);
        return link;
    }

    /// <summary>Opens a link. A refusal is an attach without a terminus and then a detach with the reason.</summary>
    private static async Task OpenAsync(SendingAmqpLink link)
    {
        var closed = new TaskCompletionSource();
        link.SafeAddClosed((_, _) => closed.TrySetResult());
        var opened = link.OpenAsync(Patience);
        await Task.WhenAny(opened, closed.Task);
        if (link.TerminalException is { } reason)
        {
            throw reason;
        }

        await opened;
    }

    private static Task<Outcome> SendAsync(SendingAmqpLink sender, byte[] body) =>
        SendAsync(sender, AmqpMessage.Create(new Data { Value = new ArraySegment<byte>(body) }));

    private static Task<Outcome> SendAsync(SendingAmqpLink sender, AmqpMessage message) =>
        sender.SendMessageAsync(message, new ArraySegment<byte>(Guid.NewGuid().ToByteArray()), AmqpConstants.NullBinary, Patience);

    private static async Task PutTokenAsync(AmqpBench bench, AmqpConnection connection, string queue)
    {
        var resource = new Uri($"amqp://127.0.0.1/{queue}");
        var cbs = new AmqpCbsLink(connection);
        await cbs.SendTokenAsync(new Tokens(bench), resource, resource.ToString(), resource.ToString(), ["Send"], Cancelled);
    }

    private sealed class Tokens(AmqpBench bench) : ICbsTokenProvider
    {
        public Task<CbsToken> GetTokenAsync(Uri namespaceAddress, string appliesTo, string[] requiredClaims)
        {
            var expiry = bench.Time.GetUtcNow().AddMinutes(5);
            var token = EmulatorBench.Sign(appliesTo, "SAS_KEY_VALUE", expiry);
            return Task.FromResult(new CbsToken(token, "servicebus.windows.net:sastoken", expiry.UtcDateTime));
        }
    }
}
