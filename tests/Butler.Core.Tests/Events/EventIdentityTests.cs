using Butler.Core.Events;

namespace Butler.Core.Tests.Events;

public sealed class EventIdentityTests
{
    [Fact]
    public void An_execution_has_one_id_whatever_the_case_Sense_wrote_it_in() =>
        EventIdentity.ForExecution("default", "failed", " 5E9C7A10-44f2-4b3d-a7a6-90b0b3f9cf02 ")
            .ShouldBe("default:failed:5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02");

    [Fact]
    public void A_first_sending_carries_the_identity_itself() =>
        EventIdentity.MessageId("default:failed:1", attempt: 1, hop: 0).ShouldBe("default:failed:1");

    [Fact]
    public void What_is_sent_again_carries_attempt_and_hop() =>
        EventIdentity.MessageId("default:failed:1", attempt: 2, hop: 3).ShouldBe("default:failed:1#2.3");

    [Fact]
    public void An_identity_too_long_for_Service_Bus_is_hashed() =>
        EventIdentity.MessageId(new string('x', 129)).ShouldBe(EventIdentity.Hash(new string('x', 129)));

    [Fact]
    public void The_same_datagram_of_two_sites_is_two_events() =>
        EventIdentity.ForDatagram("a", "x"u8).ShouldNotBe(EventIdentity.ForDatagram("b", "x"u8));
}
