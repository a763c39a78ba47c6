using System.Text;
using BenchmarkDotNet.Attributes;
using Butler.Core.Secrets;

namespace Butler.Benchmarks.Micro;

/// <summary>What looking for secrets costs for each line of a script log, against decoding the line.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class RedactionBenchmarks
{
    private string line = "";
    private byte[] bytes = [];

    /// <summary>The line: one without any name of a secret, one with such a word, and one with a secret.</summary>
    [Params("plain", "word", "secret")]
    public string Line { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        line = "20310314T041207.318+0100 0053 " + Line switch
        {
            "plain" => "LEFT JOIN (Orders) LOAD OrderId, Amount, Currency FROM [lib://Data/orders.qvd] (qvd) WHERE Amount > 100;",
            "word" => "LEFT JOIN (Orders) LOAD OrderId, %CustomerKey, TokenCount FROM [lib://Data/orders.qvd] (qvd) WHERE Amount > 100;",
            _ => "CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://api.example.com;"
                + "username=anna;password=hunter2;timeout=30;\"",
        };
        bytes = Encoding.UTF8.GetBytes(line);
    }

    [Benchmark(Baseline = true, Description = "decode the line")]
    public string Decode() => Encoding.UTF8.GetString(bytes);

    [Benchmark(Description = "mask its secrets")]
    public string Mask() => Redaction.CleanKnown(line);
}
