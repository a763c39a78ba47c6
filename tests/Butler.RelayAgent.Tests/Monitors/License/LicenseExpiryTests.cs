using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.RelayAgent.Monitors.License;

namespace Butler.RelayAgent.Tests.Monitors.License;

public sealed class LicenseExpiryTests
{
    [Theory]
    [InlineData("Allotments: professional 5\r\nValid To: 2031-05-01: subscription\r\n", "2031-05-01T23:59:59")]
    [InlineData("Valid To: 2031-05-01", "2031-05-01T23:59:59")]
    [InlineData("Valid To: 2031-05-01T00:00:00Z", "2031-05-01T00:00:00")]
    [InlineData("Valid To: 2031-05-01T23:30:00.000+02:00: analyzer", "2031-05-01T21:30:00")]
    [InlineData("valid to 2031-05-01 12:00", "2031-05-01T12:00:00")]
    [InlineData("Valid To: 2031-05-01\nValid To: 2032-01-31\nValid To: 2031-12-31", "2032-01-31T23:59:59")]
    [InlineData("Valid From: 2030-05-01: Valid To: 2031-05-01", "2031-05-01T23:59:59")]
    [InlineData("Valid To:", null)]
    [InlineData("Valid From: 2030-05-01", null)]
    [InlineData("", null)]
    public void The_latest_day_of_keyDetails_is_found_with_and_without_a_time(string details, string? expected)
    {
        var found = LicenseExpiry.Of(Json(new JsonObject { ["keyDetails"] = details }), out var isUnreadable);

        (Text(found), isUnreadable).ShouldBe((expected, false));
    }

    [Theory]
    [InlineData("Valid To: 05/01/2031")]
    [InlineData("Valid To: 2031-13-41")]
    public void A_date_in_another_form_is_unreadable_and_not_perpetual(string details)
    {
        LicenseExpiry.Of(Json(new JsonObject { ["keyDetails"] = details }), out var isUnreadable).ShouldBeNull();

        isUnreadable.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"exp":1935446400}""", "2031-05-02T00:00:00")]
    [InlineData("""{"valid":"2030-05-01/2031-05-01"}""", "2031-05-01T23:59:59")]
    [InlineData(
        """{"parameters":[{"name":"analyzer","valid":"2030-05-01/2031-05-01"},{"valid":"2030-05-01/2032-05-01"}]}""",
        "2032-05-01T23:59:59")]
    [InlineData("""{"exp":1e300,"valid":"2030-05-01"}""", null)]
    [InlineData("""{"exp":-1,"valid":7}""", null)]
    [InlineData("[]", null)]
    [InlineData("no json", null)]
    public void The_claims_of_a_signed_key_have_the_date_when_keyDetails_has_none(string claims, string? expected)
    {
        var key = $"eyJhbGciOiJSUzUxMiJ9.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2lnbmF0dXJl";

        Text(LicenseExpiry.Of(Json(new JsonObject { ["keyDetails"] = null, ["key"] = key }), out _)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("not a token")]
    [InlineData("a.b")]
    [InlineData("a.%%%.c")]
    [InlineData("..")]
    public void A_key_that_is_no_token_has_no_date(string key) =>
        LicenseExpiry.Of(Json(new JsonObject { ["key"] = key }), out _).ShouldBeNull();

    [Fact]
    public void A_license_with_a_control_number_has_its_date_in_the_lef()
    {
        var lef = "9999000000001234\r\nPRODUCTLEVEL;30;;2033-01-01\r\nTOKENS;10;;\r\nTIMELIMIT;VALUE;;2031-05-01\r\nABCD-EFGH";

        Text(LicenseExpiry.Of(Json(new JsonObject { ["lef"] = lef }), out _)).ShouldBe("2031-05-01T23:59:59");
    }

    [Theory]
    [InlineData("2031-03-09T02:00:00Z", 53)]
    [InlineData("2031-05-01T23:00:00Z", 0)]
    [InlineData("2031-05-02T00:00:00Z", -1)]
    public void Days_are_calendar_days(string now, int days) =>
        ValidUntil.Find("2031-05-01")!.DaysFrom(DateTimeOffset.Parse(now, null)).ShouldBe(days);

    private static JsonElement Json(JsonObject license) => JsonElement.Parse(license.ToJsonString());

    private static string? Text(ValidUntil? until) => until?.At.UtcDateTime.ToString("s");
}
