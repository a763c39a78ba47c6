namespace Butler.Local.QlikCloud.Events;

/// <summary>The attributes around an event's data.</summary>
internal enum QlikEventForm
{
    /// <summary>CloudEvents 1.0, the form that stays.</summary>
    CloudEvents,

    /// <summary>The older attributes: <c>eventId</c>, <c>eventType</c>, <c>extensions</c>.</summary>
    Legacy,

    /// <summary>Both sets, as sent since November 2025.</summary>
    Hybrid,
}
