using Butler.Local.ServiceBus.Access;
using Butler.Tests;

namespace Butler.Local.Tests.ServiceBus;

public sealed class SharedAccessTests
{
    private const string Invalid = "InvalidAudience: The token's resource is not a prefix of the one requested.";
    private const string Malformed = "MalformedToken: The shared access signature lacks sr, sig, se or skn, or one of them is malformed.";
    private const string WrongSignature = "InvalidSignature: The token has an invalid signature.";
    private readonly FakeTime time = new();

    [Theory]
    [InlineData("amqps://127.0.0.1/", null)]
    [InlineData("http://127.0.0.1/q", null)]
    [InlineData("sb://127.0.0.1/Q/", null)]
    [InlineData("https://localhost:5380/q/messages", Invalid)]
    [InlineData("http://localhost/q", null)]
    [InlineData("http://127.0.0.1/other", Invalid)]
    [InlineData("http://127.0.0.1/qu", Invalid)]
    [InlineData("https://other.servicebus.windows.net/q", Invalid)]
    [InlineData("q", Malformed)]
    public void A_token_opens_what_lies_below_its_resource(string resource, string? expected) =>
        Refuse(Access(), Sign(resource)).ShouldBe(expected);

    [Fact]
    public void A_token_ends_at_its_expiry_also_when_it_was_good_before()
    {
        var access = Access();
        var token = Sign("http://127.0.0.1/q");
        Refuse(access, token).ShouldBeNull();
        time.Advance(TimeSpan.FromMinutes(5));

        Refuse(access, token).ShouldBe("ExpiredToken: The token has expired.");
    }

    [Fact]
    public void A_wrong_key_a_wrong_policy_and_a_changed_token_are_refused()
    {
        var good = Sign("http://127.0.0.1/q");
        string[] bad =
        [
            Sign("http://127.0.0.1/q", key: "wrong"),
            Sign("http://127.0.0.1/q", keyName: "other"),
            good.Replace("%2Fq&", "%2F&", StringComparison.Ordinal),
            good.Replace("&se=", "&se=1", StringComparison.Ordinal),
            good.Replace("&skn=", "&x=", StringComparison.Ordinal),
            "SharedAccessSignature ",
            "Bearer abc",
            "",
        ];

        bad.Select(token => Refuse(Access(), token)).ShouldBe(
        [
            WrongSignature, WrongSignature, WrongSignature, WrongSignature, Malformed, Malformed,
            "MalformedToken: The request has no shared access signature.",
            "MalformedToken: The request has no shared access signature.",
        ]);
    }

    [Fact]
    public async Task The_connection_string_says_where_and_with_what()
    {
        await using var bench = await EmulatorBench.StartAsync();

        bench.Emulator.ConnectionString.ShouldBe(
            $"Endpoint=sb://127.0.0.1:{bench.Emulator.Port};SharedAccessKeyName={EmulatorBench.KeyName};"
            + $"SharedAccessKey={EmulatorBench.Key};UseDevelopmentEmulator=true");
    }

    [Theory]
    [InlineData("events", AccessRight.Send, null)]
    [InlineData("events", AccessRight.Listen, "Unauthorized: The policy relay lacks the right Listen.")]
    [InlineData("events/$management", null, null)]
    [InlineData("events-2", AccessRight.Send, "InvalidAudience: The policy relay is one of another queue.")]
    [InlineData("replies", AccessRight.Send, "InvalidAudience: The policy relay is one of another queue.")]
    public void A_policy_of_a_queue_opens_that_queue_for_its_rights(string entity, object? right, string? expected)
    {
        var access = new SharedAccess(
            [
                AccessPolicy.OfNamespace(EmulatorBench.KeyName, EmulatorBench.Key),
                AccessPolicy.OfQueue("commands-a", "relay", "b3RoZXI=", AccessRight.Listen),
                AccessPolicy.OfQueue("events", "relay", "c2VuZA==", AccessRight.Send),
            ],
            time);

        access.Refuse(Sign("sb://127.0.0.1/", "c2VuZA==", "relay"), "127.0.0.1", entity, (AccessRight?)right).ShouldBe(expected);
    }

    private static string? Refuse(SharedAccess access, string token) => access.Refuse(token, "127.0.0.1:5380", "q");

    private SharedAccess Access() => new([AccessPolicy.OfNamespace(EmulatorBench.KeyName, EmulatorBench.Key)], time);

    private string Sign(string resource, string key = EmulatorBench.Key, string keyName = EmulatorBench.KeyName) =>
        EmulatorBench.Sign(resource, key, time.GetUtcNow().AddMinutes(5), keyName);
}
