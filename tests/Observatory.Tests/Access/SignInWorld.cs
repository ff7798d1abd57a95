using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Observatory.App.Access;
using Observatory.App.Composition;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>A server that trusts a provider of identities, and people who were invited to it.</summary>
public sealed class SignInWorld : IAsyncLifetime
{
    private readonly TemporaryFolder _home = new();
    private TestDatabase _database = null!;
    private WebApplication _app = null!;
    private Platform _elsewhere = null!;
    private WebApplication _other = null!;

    internal Platform Platform { get; private set; } = null!;

    internal IdentityProvider Provider { get; private set; } = null!;

    /// <summary>The time by which sessions are judged.</summary>
    internal MovedTime Time { get; } = new();

    public async Task InitializeAsync()
    {
        _database = await TestCluster.CreateAsync();
        Provider = await IdentityProvider.StartAsync();
        Platform = Platform.Over(_home.Path, [TestWarehouse.MappingsRoot], _database.ConnectionString);
        foreach (
            var (address, office, role) in ((string, string, Role)[])
                [
                    ("uploader@mex.test", "MEX_SESNSP", Role.Uploader),
                    ("second@mex.test", "MEX_SESNSP", Role.Uploader),
                    ("gone@mex.test", "MEX_SESNSP", Role.Uploader),
                    ("leaver@mex.test", "MEX_SESNSP", Role.Uploader),
                    ("audited@mex.test", "MEX_SESNSP", Role.Uploader),
                    ("approver@mex.test", "MEX_SESNSP", Role.Approver),
                    ("publisher@oas.test", Actor.ObservatoryOffice, Role.Publisher),
                    ("admin@oas.test", Actor.ObservatoryOffice, Role.Admin),
                    ("moved@mex.test", "MEX_SESNSP", Role.Uploader),
                    ("unverified@mex.test", "MEX_SESNSP", Role.Uploader),
                ]
        )
            await Platform.People.AddAsync(Actor.Operator, address, address, office, [role], CancellationToken.None);
        _app = await StartAsync(Platform);
        _elsewhere = Platform.Over(_home.Path, [TestWarehouse.MappingsRoot], _database.ConnectionString);
        _other = await StartAsync(_elsewhere);
    }

    private async Task<WebApplication> StartAsync(Platform platform)
    {
        var app = WebHost.Build(
            platform,
            ServerRole.Web,
            "http://127.0.0.1:0",
            LogLevel.None,
            new WebSettings
            {
                Oidc = new OidcSettings(
                    Provider.Authority,
                    IdentityProvider.Client,
                    IdentityProvider.Secret,
                    "strong",
                    DemandsSecondFactor: true
                ),
                Rates = RateSettings.None,
            }
        );
        app
            .Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(CookieAuthenticationDefaults.AuthenticationScheme)
            .TimeProvider = Time;
        await app.StartAsync();
        return app;
    }

    public async Task DisposeAsync()
    {
        await _other.StopAsync();
        await _other.DisposeAsync();
        await _elsewhere.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Provider.DisposeAsync();
        await Platform.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
    }

    internal IServiceProvider Services => _app.Services;

    internal Browser Open() => new(new Uri(_app.Urls.First()), Provider);

    /// <summary>A browser at a second server of the same installation, with a copy of another's cookies.</summary>
    internal Browser OpenElsewhere(Browser copied) => Copy(new Browser(new Uri(_other.Urls.First()), Provider), copied);

    /// <summary>Another browser at the same server, with a copy of one's cookies.</summary>
    internal Browser OpenCopy(Browser copied) => Copy(Open(), copied);

    private static Browser Copy(Browser browser, Browser copied)
    {
        foreach (var (name, value) in copied.Cookies)
            browser.Cookies[name] = value;
        return browser;
    }
}

/// <summary>Time that a test moves on.</summary>
internal sealed class MovedTime : TimeProvider
{
    public TimeSpan By { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
}

/// <summary>Somebody's browser: it keeps cookies, and goes from page to page only when told.</summary>
internal sealed class Browser(Uri server, IdentityProvider provider) : IDisposable
{
    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = server,
    };

    /// <summary>By name, as the server set them.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>The lines that set cookies, as they came.</summary>
    public List<string> SetCookies { get; } = [];

    /// <summary>From <c>/signin</c> over the provider to the answer of <c>/signin/callback</c>.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string to = "/docs")
    {
        using var asked = await AskAsync(HttpMethod.Get, "/signin?to=" + Uri.EscapeDataString(to));
        Assert.Equal(HttpStatusCode.Found, asked.StatusCode);
        Assert.StartsWith(provider.Authority + "/authorize?", asked.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var sent = await stranger.GetAsync(asked.Headers.Location);
        return await AskAsync(HttpMethod.Get, sent.Headers.Location!.AbsoluteUri);
    }

    public async Task<JsonElement> SessionAsync()
    {
        using var answer = await AskAsync(HttpMethod.Get, "/v1/session");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");
    }

    public async Task<HttpResponseMessage> AskAsync(HttpMethod method, string address, string? token = null, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.RelativeOrAbsolute)) { Content = content };
        if (Cookies.Count > 0)
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
        if (token is not null)
            request.Headers.TryAddWithoutValidation(SignIn.TokenHeader, token);
        var answer = await _client.SendAsync(request);
        foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            SetCookies.Add(line);
            var (name, value) = line.Split(';')[0].Split('=', 2) is [var n, var v] ? (n, v) : (line, "");
            if (value.Length == 0 || line.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase))
                Cookies.Remove(name);
            else
                Cookies[name] = value;
        }
        return answer;
    }

    public void Dispose() => _client.Dispose();
}
