using System.Security.Authentication;

namespace Butler.Core.Destinations;

/// <summary>A server's certificate that is not accepted; the message says why, with the names and dates on it.</summary>
internal sealed class CertificateException(string message) : AuthenticationException(message);
