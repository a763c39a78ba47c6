namespace Butler.Core.Destinations.Smtp;

/// <summary>One part of a list of e-mail addresses.</summary>
/// <param name="Text">The part as it stands in the list.</param>
/// <param name="Mailbox">The address; null where the part is not one.</param>
/// <param name="Problem">Why it is not an e-mail address, without repeating it; null where it is one.</param>
public sealed record AddressPart(string Text, Mailbox? Mailbox, string? Problem);
