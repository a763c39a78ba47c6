using System.Net.Http.Json;
using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.LoadScripts.Road;
using Microsoft.AspNetCore.Http;

namespace Butler.RelayAgent.Api;

/// <summary>Sets the key-value pairs of requests that start tasks in the function app.</summary>
internal sealed class ForwardedKeyValues(FunctionAppClient functionApp) : IKeyValueWriter
{
    /// <summary>The function app checks the pair when it is set; here only whether there is one.</summary>
    public Task CheckAsync(HttpContext context, KeyValuePairItem pair)
    {
        functionApp.Address("");
        return Task.CompletedTask;
    }

    public async Task SetAsync(HttpContext context, KeyValuePairItem pair)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, functionApp.Address($"keyvalues/{Uri.EscapeDataString(pair.Namespace)}"))
        {
            Content = JsonContent.Create(
                new KeyValueToSet(pair.Key, pair.Value, pair.TimeToLive), RelayApiJson.Default.KeyValueToSet),
        };
        using var response = await functionApp.SendAsync(request, context.RequestAborted);
        if (!response.IsSuccessStatusCode)
        {
            var text = await response.Content.ReadAsStringAsync(context.RequestAborted);
            throw ProblemException.ForLoadScripts(
                (int)response.StatusCode, $"The key-value pair {pair.Key} was not set, and nothing was started: {Message(text)}");
        }
    }

    private static string Message(string problem)
    {
        try
        {
            using var json = JsonDocument.Parse(problem);
            return json.RootElement.TryGetProperty("message", out var message) ? message.ToString() : "the function app gave no reason";
        }
        catch (JsonException)
        {
            return "the function app gave no reason";
        }
    }
}

/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
/// <param name="Ttl">The time to live in milliseconds; 0: it never expires.</param>
internal sealed record KeyValueToSet(string Key, string Value, double Ttl);
