using System.Buffers.Text;
using System.Text;
using Butler.Core.Api;

namespace Butler.Functions.Delivering.Replaying;

/// <summary>The parts of a list, in order.</summary>
internal enum PagePart
{
    /// <summary>Deliveries with rows of their own.</summary>
    Rows,

    /// <summary>Deliveries that were sent at their first attempt.</summary>
    Sent,

    /// <summary>Deliveries whose first attempt is being made.</summary>
    Sending,
}

/// <summary>The place of a delivery in a list, from which the next page continues.</summary>
/// <param name="Part">The part.</param>
/// <param name="Partition">The partition of the row.</param>
/// <param name="Row">The row.</param>
/// <param name="Delivery">The delivery in an event's row; null in a row of its own.</param>
internal sealed record PagePlace(PagePart Part, string Partition, string Row, string? Delivery)
{
    /// <summary>The parts besides <see cref="PagePart.Rows"/> that have deliveries of a state.</summary>
    public static IReadOnlyList<PagePart> PartsOf(string state) => state switch
    {
        "all" => [PagePart.Sent, PagePart.Sending],
        "sent" => [PagePart.Sent],
        "sending" => [PagePart.Sending],
        _ => [],
    };

    /// <summary>Reads a continuation; null for the first page.</summary>
    /// <exception cref="ProblemException">The text is not a continuation.</exception>
    public static PagePlace? Read(string? continuation)
    {
        if (continuation is null)
        {
            return null;
        }

        string[] words = Base64Url.IsValid(continuation)
            ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(continuation)).Split('\n')
            : [];
        return words switch
        {
            [var partition, var row] => new PagePlace(PagePart.Rows, partition, row, null),
            [var part, var partition, var row, var delivery] when Enum.TryParse<PagePart>(part, out var known) =>
                new PagePlace(known, partition, row, delivery),
            _ => throw new ProblemException(
                400, "Not understood", "continuation is not a value of an earlier page; leave it out for the first page."),
        };
    }

    /// <summary>Whether this place comes before a delivery. The deliveries of an event are in the order of their ids.</summary>
    public bool IsBefore(FirstDelivery delivery)
    {
        var order = string.CompareOrdinal(Partition, delivery.Event.PartitionKey);
        order = order == 0 ? string.CompareOrdinal(Row, delivery.Event.RowKey) : order;
        return (order == 0 ? string.CompareOrdinal(Delivery, delivery.Planned.Id) : order) < 0;
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        Delivery is null ? $"{Partition}\n{Row}" : $"{Part}\n{Partition}\n{Row}\n{Delivery}"));
}
