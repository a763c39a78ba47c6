namespace Butler.Core.QlikCloud;

/// <summary>Why a tenant did not do what it was asked.</summary>
public enum CloudFault
{
    /// <summary>No answer, a broken one, or a 5xx. Another call may succeed.</summary>
    Unreachable,

    /// <summary>The API key or the OAuth client is not accepted (401).</summary>
    Unauthorized,

    /// <summary>The API key's user may not do this, or a quota is used up (403).</summary>
    Forbidden,

    /// <summary>There is no such resource, or it is not visible to the API key's user (404).</summary>
    NotFound,

    /// <summary>Too many calls (429).</summary>
    RateLimited,

    /// <summary>The request is invalid (any other 4xx).</summary>
    Rejected,

    /// <summary>The answer is not what the API describes, such as HTML instead of JSON.</summary>
    Invalid,
}
