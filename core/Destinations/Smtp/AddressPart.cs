namespace Butler.Core.Destinations.Smtp;

/// <summary>One part of a list of e-mail addresses.</summary>
/// <param name="Text">The part as written in the list.</param>
/// <param name="Mailbox">The address; null when the part is not an address.</param>
/// <param name="Problem">Why it is not an e-mail address, without repeating it; null when it is one.</param>
public sealed record AddressPart(string Text, Mailbox? Mailbox, string? Problem);
