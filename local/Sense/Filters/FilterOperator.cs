namespace Butler.Local.Sense.Filters;

/// <summary>The comparison operators.</summary>
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

    /// <summary>Contains ("substring of").</summary>
    So,
}
