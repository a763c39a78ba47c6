using System.Numerics;
using Butler.Core.LoadScripts;

namespace Butler.Core.Tests.LoadScripts;

public sealed class BaseConversionTests
{
    [Theory]
    [InlineData("4Gx", "465d")]
    [InlineData("0", "0")]
    [InlineData("000", "0")]
    [InlineData("0004Gx", "465d")]
    [InlineData("z", "23")]
    [InlineData("A", "24")]
    [InlineData("Z", "3d")]
    [InlineData("10", "3e")]
    [InlineData("10000000000", "ba5ca5392cb0400")] // one digit more than a chunk
    [InlineData("7N42dgm5tFLK9N8MT7fHC7", "ffffffffffffffffffffffffffffffff")] // the largest GUID
    public void A_number_is_the_same_in_both_bases(string base62, string base16)
    {
        BaseConversion.ToBase16(base62).ShouldBe(base16);
        BaseConversion.ToBase62(base16).ShouldBe(base62.TrimStart('0') is { Length: > 0 } number ? number : "0");
    }

    [Theory]
    [InlineData("465D")]
    [InlineData("00465d")]
    [InlineData("0000465D")]
    public void Upper_case_and_leading_zeros_of_base_16_make_no_difference(string base16) =>
        BaseConversion.ToBase62(base16).ShouldBe("4Gx");

    [Fact]
    public void A_guid_may_have_its_hyphens() => BaseConversion.ToBase62("6B1E9D54-c0b7-4f58-8d0a-1a9f44f0d2c1")
        .ShouldBe(BaseConversion.ToBase62("6b1e9d54c0b74f588d0a1a9f44f0d2c1"));

    [Fact]
    public void Numbers_of_any_length_survive_the_way_there_and_back()
    {
        var random = new Random(7);
        foreach (var length in Enumerable.Range(1, 60).Append(BaseConversion.MaxDigits))
        {
            var base16 = "1" + random.GetHexString(length - 1, lowercase: true);
            BaseConversion.ToBase16(BaseConversion.ToBase62(base16)).ShouldBe(base16);
        }
    }

    [Fact]
    public void The_longest_number_of_base_62_is_converted()
    {
        var number = new string('Z', BaseConversion.MaxDigits);
        var expected = BigInteger.Pow(62, BaseConversion.MaxDigits) - 1;
        BaseConversion.ToBase16(number).ShouldBe(expected.ToString("x", null).TrimStart('0'));
    }

    [Theory]
    [InlineData("4-x", "character 2, \"-\", is not a digit of base 62 (0-9, a-z, A-Z)")]
    [InlineData("4Gx\U0001F600", "character 4, \"\U0001F600\", is not a digit of base 62 (0-9, a-z, A-Z)")]
    [InlineData("", "it has 0 digits; expected 1 to 10000")]
    public void What_is_no_number_of_base_62_fails(string base62, string reason) =>
        Should.Throw<FormatException>(() => BaseConversion.ToBase16(base62)).Message.ShouldBe(reason);

    [Theory]
    [InlineData("46g", "character 3, \"g\", is not a digit of base 16 (0-9, a-f)")]
    [InlineData("46-5d", "character 3, \"-\", is not a digit of base 16 (0-9, a-f)")]
    [InlineData("-1", "character 1, \"-\", is not a digit of base 16 (0-9, a-f)")]
    [InlineData("", "it has 0 digits; expected 1 to 10000")]
    public void What_is_no_number_of_base_16_fails(string base16, string reason) =>
        Should.Throw<FormatException>(() => BaseConversion.ToBase62(base16)).Message.ShouldBe(reason);

    [Fact]
    public void A_number_that_is_too_long_fails()
    {
        var number = new string('1', BaseConversion.MaxDigits + 1);
        Should.Throw<FormatException>(() => BaseConversion.ToBase16(number)).Message.ShouldBe("it has 10001 digits; expected 1 to 10000");
        Should.Throw<FormatException>(() => BaseConversion.ToBase62(number)).Message.ShouldBe("it has 10001 digits; expected 1 to 10000");
    }
}
