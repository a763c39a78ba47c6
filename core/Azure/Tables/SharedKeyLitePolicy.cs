using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Butler.Core.Azure.Tables;

/// <summary>
/// Signs requests by SharedKeyLite: the date and <c>/account</c> with the path exactly as it is sent. Unlike Service Bus's, the
/// key is base64. Source: https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
/// </summary>
internal sealed class SharedKeyLitePolicy(string account, string key, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    private readonly byte[] keyBytes = Convert.FromBase64String(key);

    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        var date = time.GetUtcNow().UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        var toSign = $"{date}\n/{account}{request.Uri.ToUri().AbsolutePath}";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(keyBytes, Encoding.UTF8.GetBytes(toSign)));
        request.Headers.SetValue("x-ms-date", date);
        request.Headers.SetValue("Authorization", $"SharedKeyLite {account}:{signature}");
    }
}
