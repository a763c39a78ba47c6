using Butler.Local.FunctionsHost.Worker.Protocol;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Butler.Local.Tests.FunctionsHost.Worker;

/// <summary>The numbers of the protocol's fields, byte by byte.</summary>
public class WorkerProtocolTests
{
    public static TheoryData<string, string> Messages => new()
    {
        { Hex(new StreamingMessage { RequestId = "r" }), "0a0172" },
        { Hex(new StreamingMessage { StartStream = new StartStream { WorkerId = "w" } }), "a201" + "03" + "120177" },
        {
            Hex(new StreamingMessage
            {
                WorkerInitRequest = new WorkerInitRequest { HostVersion = "4", WorkerDirectory = "d", FunctionAppDirectory = "e" },
            }),
            "8a01" + "09" + "0a0134" + "220164" + "2a0165"
        },
        {
            Hex(new StreamingMessage
            {
                WorkerInitResponse = new WorkerInitResponse { WorkerVersion = "2", Capabilities = { ["a"] = "b" }, Result = Success },
            }),
            "8201" + "0f" + "0a0132" + "12060a0161120162" + "1a022001"
        },
        {
            Hex(new StreamingMessage
            {
                WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(TimeSpan.FromSeconds(5)) },
            }),
            "7204" + "0a020805"
        },
        {
            Hex(new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = "d" } }),
            "ea01" + "03" + "0a0164"
        },
        {
            Hex(new StreamingMessage
            {
                FunctionMetadataResponse = new FunctionMetadataResponse
                {
                    FunctionMetadataResults = { new RpcFunctionMetadata { Name = "f" } },
                    Result = Success,
                },
            }),
            "f201" + "09" + "0a03220166" + "12022001"
        },
        {
            Hex(new StreamingMessage
            {
                FunctionLoadRequest = new FunctionLoadRequest { FunctionId = "i", Metadata = new RpcFunctionMetadata { Name = "f" } },
            }),
            "4208" + "0a0169" + "1203220166"
        },
        {
            Hex(new StreamingMessage { FunctionLoadResponse = new FunctionLoadResponse { FunctionId = "i", Result = Success } }),
            "4a07" + "0a0169" + "12022001"
        },
        {
            Hex(new StreamingMessage
            {
                InvocationCancel = new InvocationCancel { InvocationId = "i", GracePeriod = new Duration { Seconds = 5 } },
            }),
            "aa01" + "07" + "0a020805" + "120169"
        },
        {
            Hex(new StreamingMessage { InvocationResponse = new InvocationResponse { InvocationId = "i", Result = Success } }),
            "2a07" + "0a0169" + "1a022001"
        },
        {
            Hex(new StreamingMessage
            {
                InvocationRequest = new InvocationRequest
                {
                    InvocationId = "i",
                    FunctionId = "f",
                    TraceContext = new RpcTraceContext { TraceParent = "t", TraceState = "s" },
                },
            }),
            "220e" + "0a0169" + "120166" + "2a060a0174120173"
        },
        {
            Hex(new InvocationRequest
            {
                InputData = { new ParameterBinding { Name = "p", Data = new TypedData { Bytes = ByteString.CopyFromUtf8("b") } } },
            }),
            "1a08" + "0a0170" + "12031a0162"
        },
        { Hex(new InvocationRequest { TriggerMetadata = { ["k"] = new TypedData { Json = "1" } } }), "2208" + "0a016b" + "1203120131" },
        { Hex(new TypedData { String = "s" }), "0a0173" },
        { Hex(new TypedData { Http = new RpcHttp() }), "2a00" },
        {
            Hex(new StatusResult
            {
                Status = StatusResult.Types.Status.Failure,
                Exception = new RpcException { StackTrace = "s", Message = "m", Source = "o", IsUserException = true, Type = "t" },
            }),
            "120e" + "0a0173" + "12016d" + "1a016f" + "2001" + "2a0174"
        },
        {
            Hex(new RpcFunctionMetadata
            {
                Directory = "d",
                ScriptFile = "s",
                EntryPoint = "e",
                Name = "n",
                Language = "l",
                RawBindings = { "r" },
                FunctionId = "i",
            }),
            "0a0164" + "120173" + "1a0165" + "22016e" + "4a016c" + "520172" + "6a0169"
        },
        {
            Hex(new RpcFunctionMetadata
            {
                Bindings =
                {
                    ["b"] = new BindingInfo
                    {
                        Type = "t",
                        Direction = BindingInfo.Types.Direction.Out,
                        DataType = BindingInfo.Types.DataType.Binary,
                        Properties = { ["p"] = "q" },
                    },
                },
            }),
            "3214" + "0a0162" + "120f" + "120174" + "1801" + "2002" + "2a060a0170120171"
        },
        {
            Hex(new RpcFunctionMetadata { RetryOptions = new RpcRetryOptions { MaxRetryCount = 3 }, Properties = { ["p"] = "q" } }),
            "7a021003" + "820106" + "0a0170120171"
        },
        {
            Hex(new StreamingMessage
            {
                RpcLog = new RpcLog
                {
                    InvocationId = "i",
                    Category = "c",
                    Level = RpcLog.Types.Level.Error,
                    Message = "m",
                    EventId = "e",
                    LogCategory = RpcLog.Types.RpcLogCategory.System,
                },
            }),
            "1210" + "0a0169" + "120163" + "1804" + "22016d" + "2a0165" + "4001"
        },
    };

    private static StatusResult Success => new() { Status = StatusResult.Types.Status.Success };

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_written_under_the_numbers_of_the_protocol(string written, string expected) => written.ShouldBe(expected);

    private static string Hex(IMessage message) => Convert.ToHexStringLower(message.ToByteArray());
}
