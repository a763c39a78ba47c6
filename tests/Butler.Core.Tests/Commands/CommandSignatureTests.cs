using System.Text;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Tests;

namespace Butler.Core.Tests.Commands;

public sealed class CommandSignatureTests
{
    [Fact]
    public void It_is_HMAC_SHA256_as_in_RFC_4231() =>
        CommandSignature.Of("Jefe", "what do ya want for nothing?"u8)
            .ShouldBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"); // its test case 2

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3842")]
    [InlineData("zzdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec38")]
    public void Any_other_is_not_good(string? signature) =>
        CommandSignature.IsGood("Jefe", Encoding.ASCII.GetBytes("what do ya want for nothing?"), signature).ShouldBeFalse();

    [Fact]
    public void Service_Buss_clock_is_never_taken_to_be_later_than_it_is_and_becomes_exact()
    {
        var time = new FakeTime();
        var clock = new ServiceBusClock(time);
        var service = new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);
        clock.Learn(Message(enqueued: service.AddMinutes(-3), lockedUntil: service.AddMinutes(1)));
        clock.Now.ShouldBe(service.AddMinutes(-3)); // it may just have been enqueued, under a lock of four minutes
        clock.Learn(Message(enqueued: service, lockedUntil: service.AddMinutes(1)));
        clock.Now.ShouldBe(service);
        clock.Learn(Message(enqueued: service.AddMinutes(-9), lockedUntil: service.AddMinutes(1)));
        time.Advance(TimeSpan.FromSeconds(10));
        clock.Now.ShouldBe(service.AddSeconds(10));
    }

    private static LockedMessage Message(DateTimeOffset enqueued, DateTimeOffset lockedUntil) => new()
    {
        Queue = "q",
        Body = default,
        LockToken = Guid.Empty,
        EnqueuedTime = enqueued,
        LockedUntil = lockedUntil,
        Properties = new Dictionary<string, object>(),
    };
}
