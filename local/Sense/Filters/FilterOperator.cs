namespace Butler.Local.Sense.Filters;

/// <summary>How a property is compared with a value.</summary>
internal enum FilterOperator
{
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,

    /// <summary>Starts with.</summary>
    Sw,

    /// <summary>Ends with.</summary>
    Ew,

    /// <summary>Has it somewhere in it ("substring of").</summary>
    So,
}
