using System.Security.Authentication;

namespace Butler.Core.Destinations;

/// <summary>A server's certificate is not accepted. The message says why, with the names and dates of the certificate.</summary>
internal sealed class CertificateException(string message) : AuthenticationException(message);
