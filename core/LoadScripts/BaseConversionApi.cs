using Butler.Core.Api;

namespace Butler.Core.LoadScripts;

/// <summary>Converts numbers for load scripts, with Butler's paths, answers and messages.</summary>
public sealed class BaseConversionApi : IApi
{
    private static readonly ApiField Base62 = ApiField.Text("base62", "The number: digits 0-9, a-z, A-Z, at most 10,000.").Required();

    private static readonly ApiField Base16 = ApiField.Text(
        "base16", "The number: digits 0-9, a-f, at most 10,000; upper case and the hyphens of a GUID are accepted.").Required();

    /// <summary><c>GET base62tobase16</c>.</summary>
    public ApiRoute ToBase16 { get; } = new("v4/base62tobase16", new ApiOperation<Base16Answer>(
        "GET", "Converts a number from base 62 to base 16.", LoadScriptsJson.Default.Base16Answer, static context =>
        {
            var number = RequestFields.Query(context.Request).RequiredText(Base62);
            return Answer(new Base16Answer(number, Convert(number, BaseConversion.ToBase16, "Failed converting from base62 to base16")));
        })
    {
        Query = [Base62],
        ButlerFlag = "base62ToBase16",
    });

    /// <summary><c>GET base16tobase62</c>.</summary>
    public ApiRoute ToBase62 { get; } = new("v4/base16tobase62", new ApiOperation<Base62Answer>(
        "GET", "Converts a number from base 16 to base 62.", LoadScriptsJson.Default.Base62Answer, static context =>
        {
            var number = RequestFields.Query(context.Request).RequiredText(Base16);
            return Answer(new Base62Answer(number, Convert(number, BaseConversion.ToBase62, "Failed converting from base16 to base62")));
        })
    {
        Query = [Base16],
        ButlerFlag = "base16ToBase62",
    });

    /// <inheritdoc/>
    public IReadOnlyList<ApiRoute> Routes => [ToBase16, ToBase62];

    private static Task<ApiAnswer<T>> Answer<T>(T answer) => Task.FromResult(new ApiAnswer<T>(answer));

    private static string Convert(string number, Func<string, string> convert, string failure)
    {
        try
        {
            return convert(number);
        }
        catch (FormatException e)
        {
            throw ProblemException.ForLoadScripts(400, $"{failure}: {e.Message}");
        }
    }
}
