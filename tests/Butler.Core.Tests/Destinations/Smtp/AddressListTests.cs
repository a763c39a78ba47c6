using Butler.Core.Destinations.Smtp;

namespace Butler.Core.Tests.Destinations.Smtp;

public sealed class AddressListTests
{
    /// <summary>Each row: a list, and what is read from it; what is refused stands in braces.</summary>
    [Theory]
    [InlineData("ida@x.test", "ida@x.test")]
    [InlineData("\"Berg, Ida\" <ida.berg@x.test>", "ida.berg@x.test")]
    [InlineData("Ida Berg <ida@x.test>", "ida@x.test")]
    [InlineData("<ida@x.test>", "ida@x.test")]
    [InlineData("< ida@x.test >", "ida@x.test")]
    [InlineData("\"Ek; \\\"Bo\\\" (IT) <bo>\" <bo@x.test>", "bo@x.test")]
    [InlineData("=?utf-8?q?Ida_Berg?= <ida@x.test>", "ida@x.test")]
    [InlineData("ida@x.test <ida@x.test>", "ida@x.test")]
    [InlineData("'ida@x.test' <IDA@x.test>", "IDA@x.test")]
    [InlineData("'ida@x.test'", "ida@x.test")]
    [InlineData("mailto:ida@x.test", "ida@x.test")]
    [InlineData("o'brien@x.test", "o'brien@x.test")]
    [InlineData("a+b=c/d@x.test", "a+b=c/d@x.test")]
    [InlineData("\"i da\"@x.test", "\"i da\"@x.test")]
    [InlineData("\"a@b, c\"@x.test, d@x.test", "\"a@b, c\"@x.test|d@x.test")]
    [InlineData("\"ida\"@x.test", "ida@x.test")]
    [InlineData("ida@[127.0.0.1]", "ida@[127.0.0.1]")]
    [InlineData("ida@x.test.", "ida@x.test")]
    [InlineData("ida@sense", "ida@sense")]
    public void One_address_is_read_as_people_and_programs_write_it(string text, string expected) => Shown(text).ShouldBe(expected);

    [Theory]
    [InlineData("two@x.test three@x.test", "two@x.test|three@x.test")]
    [InlineData(
        "a@x.test,b@x.test;c@x.test d@x.test\te@x.test\nf@x.test\r\ng@x.test\u00a0h@x.test",
        "a@x.test|b@x.test|c@x.test|d@x.test|e@x.test|f@x.test|g@x.test|h@x.test")]
    [InlineData(" ,; a@x.test,, ;b@x.test;\n", "a@x.test|b@x.test")]
    [InlineData("\"Berg, Ida\" <ida@x.test>, Bo Ek <bo@x.test>; kim@x.test", "ida@x.test|bo@x.test|kim@x.test")]
    [InlineData("Ida Berg <ida@x.test> Bo Ek <bo@x.test>", "ida@x.test|bo@x.test")]
    [InlineData("<ida@x.test> bo@x.test kim@x.test", "ida@x.test|bo@x.test|kim@x.test")]
    [InlineData("Ida Berg\r\n <ida@x.test>\r\n <bo@x.test>", "ida@x.test|bo@x.test")]
    [InlineData("Team: ida@x.test, \"Ek, Bo\" <bo@x.test>; kim@x.test", "ida@x.test|bo@x.test|kim@x.test")]
    [InlineData("undisclosed-recipients:;", "")]
    [InlineData("ida@x.test (Berg, Ida), (the (other) one) bo@x.test", "ida@x.test|bo@x.test")]
    [InlineData("Ida <ida@x.test> (on duty; at night), bo@x.test (Bo) kim@x.test (Kim)", "ida@x.test|bo@x.test|kim@x.test")]
    [InlineData("", "")]
    [InlineData(" \r\n\t,;", "")]
    public void Several_addresses_are_told_apart(string text, string expected) => Shown(text).ShouldBe(expected);

    [Theory]
    [InlineData("ida@b\u00fccher.example", "ida@xn--bcher-kva.example")]
    [InlineData("ida@bu\u0308cher.example", "ida@xn--bcher-kva.example")]
    [InlineData("ida@B\u00dcCHER.example", "ida@xn--bcher-kva.example")]
    [InlineData("ida@xn--bcher-kva.example", "ida@xn--bcher-kva.example")]
    [InlineData("ida@例え.テスト", "ida@xn--r8jz45g.xn--zckzah")]
    [InlineData("\u00e5ke@x.test", "\u00e5ke@x.test")]
    [InlineData("a\u030ake@x.test", "\u00e5ke@x.test")]
    [InlineData("用户@x.test", "用户@x.test")]
    [InlineData("\u202aida@x.test\u202c", "ida@x.test")]
    [InlineData("\ufeffida@x.test\u200b, Bo <\u200bbo@x.test>", "ida@x.test|bo@x.test")]
    public void International_addresses_have_one_form(string text, string expected) => Shown(text).ShouldBe(expected);

    [Theory]
    [InlineData("ida berg@x.test", "{ida berg@x.test}")]
    [InlineData("ida berg@x.test, bo@x.test", "{ida berg@x.test}|bo@x.test")]
    [InlineData("a@x.test ida berg@x.test", "{a@x.test ida berg@x.test}")]
    [InlineData("ida. berg@x.test", "{ida. berg@x.test}")]
    [InlineData("ida @x.test", "{ida @x.test}")]
    [InlineData("ida (x) berg@x.test", "{ida (x) berg@x.test}")]
    [InlineData("berg@x.test Ida", "{berg@x.test Ida}")]
    [InlineData("Berg, Ida <ida@x.test>", "{Berg}|ida@x.test")]
    [InlineData("\"Berg, Ida <ida@x.test>", "{\"Berg}|ida@x.test")]
    [InlineData("a@x.test <b@x.test>", "{a@x.test <b@x.test>}")]
    [InlineData("<ida@x.test", "{<ida@x.test}")]
    [InlineData("ida@x.test>", "{ida@x.test>}")]
    [InlineData("a>b@x.test", "{a>b@x.test}")]
    [InlineData("Ops -> prod <ops@x.test>", "{Ops -> prod <ops@x.test>}")]
    [InlineData("<a@x.test <b@x.test>", "{<a@x.test <b@x.test>}")]
    [InlineData("<ida berg@x.test>", "{<ida berg@x.test>}")]
    [InlineData("<>", "{<>}")]
    [InlineData("<@relay.test:ida@x.test>", "{<@relay.test:ida@x.test>}")]
    [InlineData("ida@", "{ida@}")]
    [InlineData("@x.test", "{@x.test}")]
    [InlineData("ida@@x.test", "{ida@@x.test}")]
    [InlineData("a@b@x.test", "{a@b@x.test}")]
    [InlineData("ida@x..test", "{ida@x..test}")]
    [InlineData("i..da@x.test", "{i..da@x.test}")]
    [InlineData("a@x.test/b@x.test", "{a@x.test/b@x.test}")]
    [InlineData("a@x.test|b@x.test", "{a@x.test|b@x.test}")]
    [InlineData("nobody", "{nobody}")]
    [InlineData("(ida@x.test)", "{(ida@x.test)}")]
    [InlineData("(ida@x.test", "{(ida@x.test}")]
    [InlineData("i\u202eda@x.test", "{i\u202eda@x.test}")]
    [InlineData("i\u0000da@x.test", "{i\u0000da@x.test}")]
    [InlineData("i\ud800da@x.test", "{i\ud800da@x.test}")]
    [InlineData("ida@x.test\r\nBcc: bo@x.test", "ida@x.test|{Bcc: bo@x.test}")]
    [InlineData("\"Ida\r\nBcc: bo@x.test\" <ida@x.test>", "{\"Ida}|{Bcc: bo@x.test\" <ida@x.test>}")]
    public void What_is_not_an_address_is_refused_whole_and_no_address_is_made_of_a_piece_of_it(string text, string expected) =>
        Shown(text).ShouldBe(expected);

    [Fact]
    public void An_address_that_is_too_long_or_whose_domain_cannot_exist_says_so()
    {
        AddressList.Read($"{new string('a', 250)}@x.test").ShouldHaveSingleItem().Problem.ShouldBe("is longer than 254 characters");
        AddressList.Read($"ida@{new string('ü', 100)}.test").ShouldHaveSingleItem().Problem
            .ShouldBe("has a domain that does not exist in the domain name system's own form");
    }

    [Theory]
    [InlineData("\"Berg, Ida\" <ida@x.test>", "Berg, Ida")]
    [InlineData("Ida \u00c5berg <ida@x.test>", "Ida \u00c5berg")]
    [InlineData("'Ida Berg' <ida@x.test>", "Ida Berg")]
    [InlineData("\"Ek \\\"Bo\\\" \\\\\" <bo@x.test>", "Ek \"Bo\" \\")]
    [InlineData("=?utf-8?q?Ida=0D=0ABcc=3A_bo=40x.test?= <ida@x.test>", "Ida  Bcc: bo@x.test")]
    [InlineData("ida@x.test", "")]
    public void A_display_name_is_read_and_holds_nothing_that_does_not_show(string text, string expected) =>
        AddressList.Read(text).ShouldHaveSingleItem().Mailbox!.Name.ShouldBe(expected);

    [Fact]
    public void A_list_of_many_is_read_in_its_order()
    {
        var addresses = Enumerable.Range(0, 1000).Select(i => $"u{i}@x.test").ToList();
        foreach (var separator in (string[])[",", ", ", ";", " ", "\n", "\r\n"])
        {
            AddressList.Read(string.Join(separator, addresses)).Select(p => p.Mailbox?.Address).ShouldBe(addresses);
        }
    }

    [Theory]
    [InlineData("a@x.test, b@x.test", "is not an e-mail address: exactly one is expected; put a name that holds a comma in double quotes")]
    [InlineData("", "is not an e-mail address")]
    [InlineData("a@x.test\r\nBcc: b@x.test", "holds control characters")]
    public void A_single_address_is_exactly_one(string text, string problem)
    {
        Mailbox.TryParse(text, out var mailbox, out var found).ShouldBeFalse();
        (mailbox, found).ShouldBe((null, problem));
    }

    private static string Shown(string text) =>
        string.Join('|', AddressList.Read(text).Select(p => p.Mailbox?.Address ?? $"{{{p.Text}}}"));
}
