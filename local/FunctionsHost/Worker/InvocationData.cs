using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Invocations;
using Butler.Local.FunctionsHost.Worker.Protocol;
using Butler.Local.ServiceBus.Queues;
using Google.Protobuf;

namespace Butler.Local.FunctionsHost.Worker;

/// <summary>
/// The data of an invocation, in the form of the real host and its Service Bus extension: texts as strings, everything else as JSON,
/// without nulls.
/// </summary>
internal static class InvocationData
{
    /// <summary>The property with which the vendor's clients propagate a trace.</summary>
    private const string TraceProperty = "Diagnostic-Id";
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static InvocationRequest Request(FunctionDefinition function, TriggerInput input) => input switch
    {
        TimerInput timer => New(function, new TypedData { Json = Timer(timer) }, traceParent: null),
        MessageInput { Message: var message } => Message(function, message),
        _ => throw new ArgumentException($"There is no invocation for an input of type {input.GetType().Name}.", nameof(input)),
    };

    /// <summary>
    /// The invocation of an HTTP function, whose request is forwarded separately. Route values bind to parameters with the same name.
    /// </summary>
    public static InvocationRequest Http(FunctionDefinition function, RouteValueDictionary route, string? traceParent)
    {
        var request = New(function, new TypedData { Http = new RpcHttp() }, traceParent);
        foreach (var (name, value) in route)
        {
            if (Convert.ToString(value, CultureInfo.InvariantCulture) is { } text)
            {
                request.TriggerMetadata[name] = new TypedData { String = text };
            }
        }

        return request;
    }

    private static InvocationRequest New(FunctionDefinition function, TypedData input, string? traceParent) => new()
    {
        InvocationId = Guid.NewGuid().ToString(),
        InputData = { new ParameterBinding { Name = function.Trigger.Binding, Data = input } },
        TraceContext = new RpcTraceContext { TraceParent = traceParent ?? "" },
    };

    private static string Timer(TimerInput timer) => new JsonObject
    {
        ["Schedule"] = new JsonObject { ["AdjustForDST"] = true },
        ["ScheduleStatus"] = timer.Status is not { } status ? null : new JsonObject
        {
            ["Last"] = status.Last,
            ["Next"] = status.Next,
            ["LastUpdated"] = status.LastUpdated,
        },
        ["IsPastDue"] = timer.IsPastDue,
    }.ToJsonString(Relaxed);

    private static InvocationRequest Message(FunctionDefinition function, BrokerMessage message)
    {
        var request = New(
            function,
            new TypedData { Bytes = ByteString.CopyFrom(message.Body.Span) },
            message.Properties.TryGetValue(TraceProperty, out var trace) ? trace as string : null);
        Text("DeadLetterSource", message.DeadLetterSource);
        Text("LockToken", message.LockToken.ToString());
        Text("MessageId", message.MessageId);
        Text("ContentType", message.ContentType);
        Text("ReplyTo", message.ReplyTo);
        Text("To", message.To);
        Text("Subject", message.Label);
        Text("Label", message.Label);
        Text("CorrelationId", message.CorrelationId);
        Text("SessionId", message.SessionId);
        Text("PartitionKey", message.PartitionKey);
        Json("DeliveryCount", message.DeliveryCount);
        Json("SequenceNumber", message.SequenceNumber);
        Json("ExpiresAtUtc", Utc(message.ExpiresAt));
        Json("ExpiresAt", Local(message.ExpiresAt));
        Json("EnqueuedTimeUtc", Utc(message.EnqueuedTime));
        Json("EnqueuedTime", Local(message.EnqueuedTime));
        var properties = Properties(message.Properties);
        Json("ApplicationProperties", properties);
        Json("UserProperties", properties.DeepClone());
        return request;

        void Text(string name, string? text)
        {
            if (text is not null)
            {
                request.TriggerMetadata[name] = new TypedData { String = text };
            }
        }

        void Json(string name, JsonNode value) => request.TriggerMetadata[name] = new TypedData { Json = value.ToJsonString(Relaxed) };
    }

    /// <summary>Writes a time without a zone, because the kind of these times is unspecified.</summary>
    private static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    private static string Local(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);

    private static JsonObject Properties(IReadOnlyDictionary<string, object> properties) =>
        new(properties.Select(p => KeyValuePair.Create(p.Key, Value(p.Value))));

    /// <summary>A property of any type that AMQP has, as the host in Azure writes it: numbers as numbers, the rest as text.</summary>
    private static JsonNode? Value(object value) => value switch
    {
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        sbyte or byte or short or ushort or int or uint or long or ulong or decimal => JsonNode.Parse(
            Convert.ToString(value, CultureInfo.InvariantCulture)!),
        double => JsonNode.Parse(PropertyText.Format(value)),
        float number when float.IsFinite(number) => JsonValue.Create(number),
        DateTimeOffset at => JsonValue.Create(Local(at)),
        DateTime at => JsonValue.Create(at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)),
        byte[] bytes => JsonValue.Create(Convert.ToBase64String(bytes)),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };
}
