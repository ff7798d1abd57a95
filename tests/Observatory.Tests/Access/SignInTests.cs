using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>The whole way of signing in, against a provider of identities that speaks the protocol.</summary>
public sealed class SignInTests(SignInWorld world) : IClassFixture<SignInWorld>
{
    [Fact]
    public async Task An_invited_person_signs_in_with_their_office_and_roles()
    {
        world.Provider.Speaks("sub-uploader", "Uploader@MEX.test");
        using var browser = world.Open();
        var before = world.Provider.Honoured;
        using var answer = await browser.SignInAsync("/docs?a=b");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/docs?a=b", answer.Headers.Location!.OriginalString);
        Assert.Equal(before + 1, world.Provider.Honoured);
        var asked = world.Provider.Questions[^1];
        Assert.Equal(
            ("code", "S256", IdentityProvider.Client),
            (asked["response_type"].ToString(), asked["code_challenge_method"].ToString(), asked["client_id"].ToString())
        );
        Assert.All((string[])["state", "nonce", "code_challenge"], p => Assert.True(asked[p].ToString().Length >= 40, p));
        var session = await browser.SessionAsync();
        Assert.Equal(
            ("uploader@mex.test", "MEX_SESNSP", "MEX"),
            (session.GetProperty("name").GetString(), session.GetProperty("office").GetString(), session.GetProperty("country").GetString())
        );
        Assert.Equal(["Uploader"], session.GetProperty("roles").EnumerateArray().Select(r => r.GetString()));
    }

    [Fact]
    public async Task Cookies_can_be_read_by_no_script_and_go_to_no_other_site()
    {
        world.Provider.Speaks("sub-uploader", "uploader@mex.test");
        using var browser = world.Open();
        using var answer = await browser.SignInAsync();
        await browser.SessionAsync();
        var session = Assert.Single(browser.SetCookies, c => c.StartsWith("observatory=", StringComparison.Ordinal));
        Assert.Contains("path=/", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", session, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(
            "samesite=strict",
            Assert.Single(browser.SetCookies, c => c.StartsWith("observatory-csrf=", StringComparison.Ordinal)),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.All(browser.SetCookies, c => Assert.Contains("httponly", c, StringComparison.OrdinalIgnoreCase));
        // What was only needed on the way is gone.
        Assert.Equal(["observatory", "observatory-csrf"], browser.Cookies.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_person_is_known_by_subject_whatever_their_address_becomes()
    {
        world.Provider.Speaks("sub-moved", "moved@mex.test");
        using var first = world.Open();
        using var answer = await first.SignInAsync();
        world.Provider.Speaks("sub-moved", "another@elsewhere.test", isVerified: false);
        using var later = world.Open();
        using var again = await later.SignInAsync();
        Assert.Equal("moved@mex.test", (await later.SessionAsync()).GetProperty("name").GetString());
        // The address alone opens nothing any more: it belongs to that subject.
        world.Provider.Speaks("sub-thief", "moved@mex.test");
        await RefusedAsync(RefusalCodes.NotInvited, HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("nonce")]
    [InlineData("iss")]
    [InlineData("aud")]
    [InlineData("exp")]
    [InlineData("nbf")]
    [InlineData("sub")]
    public async Task A_token_that_is_not_for_this_is_refused(string claim)
    {
        world.Provider.Speaks("sub-uploader", "uploader@mex.test");
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        world.Provider.Change = claims =>
        {
            if (claim == "sub")
                claims.Remove(claim);
            else
                claims[claim] = claim switch
                {
                    "exp" => now - 61,
                    "nbf" => now + 120,
                    "iss" => "http://127.0.0.1:1",
                    _ => "another",
                };
        };
        await RefusedAsync(RefusalCodes.SignInFailed, HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(nameof(Signing.AnotherKey))]
    [InlineData(nameof(Signing.None))]
    [InlineData(nameof(Signing.PublicKeyAsSecret))]
    [InlineData(nameof(Signing.CutOff))]
    public async Task A_token_that_the_provider_did_not_sign_is_refused(string signing)
    {
        world.Provider.Speaks("sub-uploader", "uploader@mex.test");
        world.Provider.Signing = Enum.Parse<Signing>(signing);
        await RefusedAsync(RefusalCodes.SignInFailed, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_state_that_was_not_given_out_is_refused_before_the_code_is_spent()
    {
        world.Provider.Speaks("sub-uploader", "uploader@mex.test");
        world.Provider.State = "made up";
        var before = world.Provider.Honoured;
        await RefusedAsync(RefusalCodes.SignInFailed, HttpStatusCode.Unauthorized);
        Assert.Equal(before, world.Provider.Honoured);
    }

    [Fact]
    public async Task An_answer_that_another_browser_asked_for_is_refused()
    {
        world.Provider.Speaks("sub-uploader", "uploader@mex.test");
        using var theirs = world.Open();
        using var asked = await theirs.AskAsync(HttpMethod.Get, "/signin");
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var sent = await stranger.GetAsync(asked.Headers.Location);
        using var mine = world.Open();
        using var answer = await mine.AskAsync(HttpMethod.Get, sent.Headers.Location!.AbsoluteUri);
        Assert.Equal(RefusalCodes.SignInFailed, await CodeAsync(answer));
        Assert.Empty(mine.Cookies);
    }

    [Theory]
    [InlineData("approver@mex.test")]
    [InlineData("publisher@oas.test")]
    [InlineData("admin@oas.test")]
    public async Task An_approver_or_publisher_needs_a_second_sign_in_factor(string address)
    {
        world.Provider.Speaks("sub-" + address, address);
        await RefusedAsync(RefusalCodes.SecondFactorNeeded, HttpStatusCode.Forbidden);
        world.Provider.Speaks("sub-" + address, address, true, "pwd", "no-mfa");
        await RefusedAsync(RefusalCodes.SecondFactorNeeded, HttpStatusCode.Forbidden);
        world.Provider.Speaks("sub-" + address, address);
        world.Provider.Claims["acr"] = "stronger";
        await RefusedAsync(RefusalCodes.SecondFactorNeeded, HttpStatusCode.Forbidden);
        world.Provider.Speaks("sub-" + address, address, true, "pwd", "mfa");
        using var browser = world.Open();
        using var answer = await browser.SignInAsync();
        Assert.Equal(address, (await browser.SessionAsync()).GetProperty("name").GetString());
        world.Provider.Speaks("sub-" + address, address);
        world.Provider.Claims["acr"] = "strong";
        using var byClass = world.Open();
        using var admitted = await byClass.SignInAsync();
        Assert.Equal(address, (await byClass.SessionAsync()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_session_begun_by_one_proof_gets_no_role_that_needs_two_however_roles_change_later()
    {
        const string address = "raised@mex.test";
        await AllowAsync(Role.Uploader);
        world.Provider.Speaks("sub-raised", address, true, "pwd");
        using var weak = world.Open();
        using var admitted = await weak.SignInAsync();
        world.Provider.Speaks("sub-raised", address, true, "pwd", "mfa");
        using var strong = world.Open();
        using var proved = await strong.SignInAsync();
        await AllowAsync(Role.Uploader, Role.Approver);
        await AfterAsync(TimeSpan.FromSeconds(59), async () =>
        {
            Assert.Equal(["Uploader"], await RolesAsync(weak));
            Assert.Equal(["Uploader", "Approver"], await RolesAsync(strong));
            using var asked = await weak.AskAsync(
                HttpMethod.Post,
                $"/v1/submissions/{Guid.NewGuid()}/approve",
                (await weak.SessionAsync()).GetProperty("csrfToken").GetString(),
                JsonContent.Create(new { })
            );
            Assert.Equal(HttpStatusCode.Forbidden, asked.StatusCode);
        });
        await AllowAsync(Role.Approver);
        await AfterAsync(TimeSpan.FromMinutes(3), async () =>
        {
            Assert.Equal("anonymous", (await weak.SessionAsync()).GetProperty("name").GetString());
            Assert.Equal(["Approver"], await RolesAsync(strong));
        });

        Task AllowAsync(params Role[] roles) =>
            world.Platform.People.AddAsync(Actor.Operator, address, address, "MEX_SESNSP", roles, CancellationToken.None);
        static async Task<IEnumerable<string?>> RolesAsync(Browser browser) =>
            (await browser.SessionAsync()).GetProperty("roles").EnumerateArray().Select(r => r.GetString()).ToList();
    }

    [Fact]
    public async Task Whom_nobody_invited_or_whose_address_nobody_vouches_for_stays_outside()
    {
        world.Provider.Speaks("sub-stranger", "stranger@mex.test");
        await RefusedAsync(RefusalCodes.NotInvited, HttpStatusCode.Forbidden);
        world.Provider.Speaks("sub-unverified", "unverified@mex.test", isVerified: false);
        await RefusedAsync(RefusalCodes.NotInvited, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_removed_person_loses_access_within_a_minute_and_cannot_sign_in_again()
    {
        world.Provider.Speaks("sub-gone", "gone@mex.test");
        using var browser = world.Open();
        using var answer = await browser.SignInAsync();
        Assert.Equal("gone@mex.test", (await browser.SessionAsync()).GetProperty("name").GetString());
        await world.Platform.People.RemoveAsync(Actor.Operator, "gone@mex.test", CancellationToken.None);
        await AfterAsync(TimeSpan.FromSeconds(59), async () =>
            Assert.Equal("anonymous", (await browser.SessionAsync()).GetProperty("name").GetString())
        );
        await RefusedAsync(RefusalCodes.NotInvited, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_session_ends_after_eight_hours_however_busy_it_is()
    {
        world.Provider.Speaks("sub-uploader", "uploader@mex.test");
        using var browser = world.Open();
        using var answer = await browser.SignInAsync();
        Assert.NotNull(
            await world.Platform.People.RecogniseAsync(world.Provider.Authority, "sub-uploader", null, false, CancellationToken.None)
        );
        await AfterAsync(TimeSpan.FromMinutes(2), async () =>
            Assert.Equal("uploader@mex.test", (await browser.SessionAsync()).GetProperty("name").GetString())
        );
        for (var hours = 1; hours < 8; hours++)
            await AfterAsync(TimeSpan.FromHours(hours), async () =>
                Assert.Equal($"uploader@mex.test {hours}", $"{(await browser.SessionAsync()).GetProperty("name").GetString()} {hours}")
            );
        await AfterAsync(TimeSpan.FromHours(8), async () =>
            Assert.Equal("anonymous", (await browser.SessionAsync()).GetProperty("name").GetString())
        );
    }

    [Fact]
    public async Task Signing_out_takes_the_cookie_back()
    {
        world.Provider.Speaks("sub-uploader", "uploader@mex.test");
        using var browser = world.Open();
        using var answer = await browser.SignInAsync();
        var token = (await browser.SessionAsync()).GetProperty("csrfToken").GetString();
        using var without = await browser.AskAsync(HttpMethod.Post, "/signout");
        Assert.Equal(RefusalCodes.TokenMissing, await CodeAsync(without));
        Assert.Equal("uploader@mex.test", (await browser.SessionAsync()).GetProperty("name").GetString());
        using var left = await browser.AskAsync(HttpMethod.Post, "/signout", token);
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        Assert.DoesNotContain("observatory", browser.Cookies.Keys);
        Assert.Equal("anonymous", (await browser.SessionAsync()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Signing_out_ends_every_copy_of_the_cookie_here_at_once_and_elsewhere_within_a_minute()
    {
        var (mine, token) = await SignedInAsync("sub-leaver", "leaver@mex.test");
        var (another, _) = await SignedInAsync("sub-leaver", "leaver@mex.test");
        using var copy = world.OpenCopy(mine);
        using var elsewhere = world.OpenElsewhere(mine);
        Assert.Equal("leaver@mex.test", await NameAsync(copy));
        Assert.Equal("leaver@mex.test", await NameAsync(elsewhere));
        using var left = await mine.AskAsync(HttpMethod.Post, "/signout", token);
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        Assert.Equal("anonymous", await NameAsync(copy));
        await AfterAsync(TimeSpan.FromSeconds(59), async () => Assert.Equal("anonymous", await NameAsync(elsewhere)));
        // Another session of theirs goes on.
        Assert.Equal("leaver@mex.test", await NameAsync(another));
        await AfterAsync(TimeSpan.FromSeconds(59), async () => Assert.Equal("leaver@mex.test", await NameAsync(another)));
        mine.Dispose();
        another.Dispose();
    }

    [Fact]
    public async Task The_database_stores_ended_sessions_for_servers_that_start_later()
    {
        var (mine, token) = await SignedInAsync("sub-leaver", "leaver@mex.test");
        using var before = world.OpenCopy(mine);
        using var elsewhere = world.OpenElsewhere(mine);
        // Ended there, asked for here: this server was told nothing.
        using var left = await elsewhere.AskAsync(HttpMethod.Post, "/signout", token);
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        await AfterAsync(TimeSpan.FromSeconds(59), async () => Assert.Equal("anonymous", await NameAsync(before)));
        await AfterAsync(TimeSpan.FromHours(7), async () => Assert.Equal("anonymous", await NameAsync(mine)));
        mine.Dispose();
    }

    [Fact]
    public async Task Signing_out_is_an_act_that_the_audit_keeps_once()
    {
        var (mine, token) = await SignedInAsync("sub-audited", "audited@mex.test");
        using var copy = world.OpenCopy(mine);
        using var elsewhere = world.OpenElsewhere(mine);
        foreach (var browser in (Browser[])[mine, elsewhere, copy])
            (await browser.AskAsync(HttpMethod.Post, "/signout", token)).Dispose();
        var act = Assert.Single(
            await world.Platform.Audit.ListAsync(Actor.Operator, null, "audited@mex.test", "audited@mex.test", 10, CancellationToken.None)
        );
        Assert.Equal(("session.ended", "MEX_SESNSP", "MEX"), (act.Act, act.Office, act.Country));
        mine.Dispose();
    }

    [Theory]
    [InlineData("//evil.test/")]
    [InlineData("https://evil.test/")]
    [InlineData("/\\evil.test")]
    [InlineData("/\t/evil.test")]
    [InlineData("/\r\n/evil.test")]
    [InlineData("/.//evil.test")]
    [InlineData("/x/..//evil.test")]
    [InlineData("javascript:alert(1)")]
    [InlineData("@evil.test")]
    public async Task Signing_in_leads_to_no_other_site(string to)
    {
        world.Provider.Speaks("sub-uploader", "uploader@mex.test");
        using var browser = world.Open();
        using var answer = await browser.SignInAsync(to);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Signing_in_leads_back_to_a_page_in_any_letters()
    {
        world.Provider.Speaks("sub-uploader", "uploader@mex.test");
        using var browser = world.Open();
        using var answer = await browser.SignInAsync("/es/países?q=año");
        Assert.Equal("/es/pa%C3%ADses?q=a%C3%B1o", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_change_by_a_browser_requires_the_token_of_its_own_session()
    {
        var (mine, my) = await SignedInAsync("sub-uploader", "uploader@mex.test");
        var (theirs, their) = await SignedInAsync("sub-second", "second@mex.test");
        var (again, other) = await SignedInAsync("sub-uploader", "uploader@mex.test");
        foreach (var wrong in (string?[])[null, "", "x", their, other])
        {
            using var refused = await PostAsync(mine, wrong);
            Assert.Equal((HttpStatusCode.Forbidden, RefusalCodes.TokenMissing), (refused.StatusCode, await CodeAsync(refused)));
        }
        using var answer = await PostAsync(mine, my);
        // Let through: what is wrong now is the form, which is empty.
        Assert.Equal((HttpStatusCode.BadRequest, RefusalCodes.ParameterValue), (answer.StatusCode, await CodeAsync(answer)));
        mine.Dispose();
        theirs.Dispose();
        again.Dispose();
    }

    [Fact]
    public async Task A_refusal_on_the_way_in_is_a_problem_like_any_other()
    {
        using var browser = world.Open();
        using var answer = await browser.AskAsync(HttpMethod.Get, "/signin/callback?error=access_denied&lang=es");
        Assert.Equal(
            (HttpStatusCode.Unauthorized, "application/problem+json"),
            (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType)
        );
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("proveedor de identidad", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<(Browser Browser, string Token)> SignedInAsync(string subject, string address)
    {
        world.Provider.Speaks(subject, address);
        var browser = world.Open();
        using var answer = await browser.SignInAsync();
        return (browser, (await browser.SessionAsync()).GetProperty("csrfToken").GetString()!);
    }

    private static async Task<string?> NameAsync(Browser browser) => (await browser.SessionAsync()).GetProperty("name").GetString();

    private static Task<HttpResponseMessage> PostAsync(Browser browser, string? token) =>
        browser.AskAsync(HttpMethod.Post, "/v1/submissions", token, new MultipartFormDataContent());

    private async Task RefusedAsync(string code, HttpStatusCode status)
    {
        using var browser = world.Open();
        using var answer = await browser.SignInAsync();
        Assert.Equal((status, code), (answer.StatusCode, await CodeAsync(answer)));
        Assert.DoesNotContain("observatory", browser.Cookies.Keys);
        Assert.Equal("anonymous", (await browser.SessionAsync()).GetProperty("name").GetString());
    }

    private async Task AfterAsync(TimeSpan time, Func<Task> work)
    {
        world.Time.By = time;
        try
        {
            await work();
        }
        finally
        {
            world.Time.By = TimeSpan.Zero;
        }
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
