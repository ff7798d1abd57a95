using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Hangfire;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Observatory.App.Access;
using Observatory.App.Composition;
using Observatory.App.Jobs;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.App.Verbs;
using Observatory.Core.Access;
using Observatory.Core.Languages;
using Observatory.Core.Notices;
using Observatory.Tests.Notices;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Notices;
using Observatory.Warehouse.Outgoing;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>
/// A server with secrets that are known to the test, which works, refuses and fails: none of them is in what it writes down or says.
/// </summary>
public sealed class PlantedSecretTests
{
    private const string DatabasePassword = "planted-database-9f2c";
    private const string MailPassword = "planted-mail-41be";
    private const string ProviderSecret = IdentityProvider.Secret;

    [Fact]
    public async Task Neither_log_nor_answer_holds_a_secret_whatever_goes_wrong()
    {
        var heard = new HeardLog();
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client of the provider"] = ProviderSecret,
            ["mail"] = MailPassword,
        };
        var said = new List<string>();
        using var home = new TemporaryFolder();
        using var logging = LoggerFactory.Create(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(heard));
        await using var database = await TestCluster.CreateAsync();
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        settings.Password ??= DatabasePassword;
        secrets["database"] = settings.Password;
        await using var provider = await IdentityProvider.StartAsync();
        await using var platform = Platform.Over(
            home.Path,
            [TestWarehouse.MappingsRoot],
            settings.ConnectionString,
            AccessRules.Usual,
            false,
            logging
        );
        await using var app = WebHost.Build(
            platform,
            ServerRole.All,
            "http://127.0.0.1:0",
            LogLevel.Trace,
            new WebSettings
            {
                Oidc = new OidcSettings(provider.Authority, IdentityProvider.Client, ProviderSecret, null, DemandsSecondFactor: false),
                Rates = RateSettings.None,
            }
        );
        ListenToAll(app.Services, heard);
        await app.StartAsync();
        var server = new Uri(app.Urls.First());

        // Keys: one that is good, one that is wrong by its last letter, and who has none.
        var good = (
            await platform.Keys.CreateAsync(Actor.Operator, Actor.ObservatoryOffice, Role.Admin, null, null, CancellationToken.None)
        ).Text;
        var editor = (
            await platform.Keys.CreateAsync(Actor.Operator, Actor.ObservatoryOffice, Role.Editor, null, null, CancellationToken.None)
        ).Text;
        var wrong = good[..^1] + (good[^1] == '0' ? '1' : '0');
        (secrets["key"], secrets["editor's key"], secrets["wrong key"]) = (good, editor, wrong);
        (secrets["secret of the key"], secrets["secret of the editor's key"]) = (good[13..], editor[13..]);
        foreach (var key in (string?[])[good, editor, wrong, null])
        foreach (
            var (method, address) in ((string, string)[])
                [
                    ("GET", "/v1/session"),
                    ("GET", "/v1/keys"),
                    ("GET", "/v1/people"),
                    ("GET", "/v1/audit"),
                    ("POST", "/v1/submissions"),
                    ("GET", "/v1/nothing"),
                    ("GET", "/admin/jobs"),
                    ("GET", "/v1/observations?indicator=HOM_INC&area=MEX"),
                ]
        )
            await AskAsync(method, address, key);

        // A person's session, from signing in to signing out, and a token that is not theirs.
        await platform.People.AddAsync(
            Actor.Operator,
            "admin@oas.test",
            "admin",
            Actor.ObservatoryOffice,
            [Role.Admin],
            CancellationToken.None
        );
        provider.Speaks("sub-admin", "admin@oas.test");
        using (var browser = new Browser(server, provider))
        {
            using var inside = await browser.SignInAsync();
            var token = (await browser.SessionAsync()).GetProperty("csrfToken").GetString()!;
            (secrets["cookie"], secrets["cookie of the token"], secrets["token"]) = (
                browser.Cookies["observatory"],
                browser.Cookies["observatory-csrf"],
                token
            );
            using var refused = await browser.AskAsync(HttpMethod.Post, "/v1/keys", "another token");
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            said.Add(await refused.Content.ReadAsStringAsync());
            using var page = await browser.AskAsync(HttpMethod.Get, "/admin/jobs");
            using var left = await browser.AskAsync(HttpMethod.Post, "/signout", token);
            Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        }

        // Webhooks and mails that are not taken, by a worker that has the key of the secrets and by one that has not.
        await using (var receiver = await Receiver.StartAsync(500))
        await using (var smtp = new SmtpServer("sender:another"))
        {
            var desk = new SubscriptionDesk(
                platform.Sources,
                AccessRules.Usual,
                platform.Clock,
                platform.Seal,
                hasMail: true,
                allowsLoopback: true
            );
            var hook = await desk.CreateAsync(
                Actor.Operator,
                Actor.ObservatoryOffice,
                receiver.Address + "/hook",
                [],
                Language.En,
                CancellationToken.None
            );
            await desk.CreateAsync(Actor.Operator, Actor.ObservatoryOffice, "http://127.0.0.1:1/", [], Language.En, CancellationToken.None);
            await desk.CreateAsync(
                Actor.Operator,
                Actor.ObservatoryOffice,
                "mailto:a@example.org",
                [],
                Language.En,
                CancellationToken.None
            );
            secrets["webhook"] = hook.Secret![WebhookSecret.Mark.Length..];
            secrets["webhook in hexadecimal"] = Convert.ToHexStringLower(Convert.FromBase64String(secrets["webhook"]));
            secrets["key of the webhooks"] = (await File.ReadAllTextAsync(platform.Seal.Path)).Trim();
            await using (
                var announce = platform.Sources.Migrator.CreateCommand(
                    "select notice.announce('submission.loaded', now() - interval '1 minute', 'MEX_SESNSP', 'MEX', 'x', '{}') from "
                        + "generate_series(1, 2)"
                )
            )
                await announce.ExecuteScalarAsync();
            var mail = new MailSettings("127.0.0.1", smtp.Port, MailSeal.None, "sender", MailPassword, "observatory@example.org", null);
            using var lacking = new Courier(
                platform.Sources,
                platform.Clock,
                new SecretSeal(home["none.key"]),
                mail,
                new GuardedWay(true),
                TimeSpan.FromSeconds(5),
                logging.CreateLogger<Courier>()
            );
            await lacking.RunAsync(CancellationToken.None);
            await using (
                var again = platform.Sources.Migrator.CreateCommand(
                    "update notice.delivery set next_at = now() - interval '1 minute', leased_until = null"
                )
            )
                await again.ExecuteNonQueryAsync();
            using var courier = new Courier(
                platform.Sources,
                platform.Clock,
                platform.Seal,
                mail,
                new GuardedWay(true),
                TimeSpan.FromSeconds(5),
                logging.CreateLogger<Courier>()
            );
            await courier.RunAsync(CancellationToken.None);
            foreach (var subscription in await desk.ListAsync(Actor.Operator, CancellationToken.None))
                await AskAsync("GET", $"/v1/subscriptions/{subscription.SubscriptionId}/deliveries", good);
            await AskAsync("GET", "/v1/subscriptions", good);
        }

        // A job that fails, and what the page of jobs shows of it.
        var jobs = app.Services.GetRequiredService<IBackgroundJobClient>();
        var failing = jobs.Enqueue<FeedJobs>(j => j.RunAsync("NOBODY/nothing", CancellationToken.None));
        await WaitAsync(app.Services, failing);
        await AskAsync("GET", $"/admin/jobs/jobs/details/{failing}", good);

        // A fault of ours, and then a database that is gone.
        await using (var hide = platform.Sources.Migrator.CreateCommand("alter table ingest.submission rename to hidden"))
            await hide.ExecuteNonQueryAsync();
        Assert.Equal(500, await AskAsync("GET", "/v1/submissions", editor));
        await database.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        foreach (
            var address in (string[])
                ["/v1/submissions", "/v1/keys", "/v1/observations?indicator=HOM_INC&area=MEX&from=2001", "/health/ready", "/admin/jobs"]
        )
            Assert.True(await AskAsync("GET", address, address == "/v1/submissions" ? editor : good) >= 500, address);
        await app.StopAsync();

        // All who could tell were listened to, down to what the server itself leaves out.
        Assert.All(
            (string[])
                [
                    "Microsoft.AspNetCore.Hosting",
                    "Microsoft.AspNetCore.Routing",
                    "Microsoft.AspNetCore.Authentication.OpenIdConnect",
                    "Microsoft.AspNetCore.DataProtection",
                    "Hangfire",
                    typeof(Courier).FullName!,
                    "42P01",
                ],
            c => Assert.Contains(heard.Lines, l => l.Contains(c, StringComparison.Ordinal))
        );
        Assert.True(said.Count > 40);
        foreach (var (name, secret) in secrets)
        {
            foreach (var form in (string[])[secret, Uri.EscapeDataString(secret), WebUtility.HtmlEncode(secret)])
            {
                var told = heard.Lines.Concat(said).FirstOrDefault(l => l.Contains(form, StringComparison.Ordinal));
                Assert.True(told is null, $"{name} is told: {told}");
            }
        }

        async Task<int> AskAsync(string method, string address, string? key)
        {
            using var client = new HttpClient { BaseAddress = server };
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
            if (key is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var answer = await client.SendAsync(request);
            said.Add($"{(int)answer.StatusCode} {answer.Headers} {answer.Content.Headers} {await answer.Content.ReadAsStringAsync()}");
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task Neither_doctor_nor_a_verb_that_fails_says_a_secret()
    {
        await using var database = await TestCluster.CreateAsync();
        using var home = new TemporaryFolder();
        await File.WriteAllTextAsync(home["webhooks.key"], "planted-seal-77aa, which is none\n");
        var alive = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        alive.Password ??= DatabasePassword;
        var dead = new NpgsqlConnectionStringBuilder(alive.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = 1,
            Timeout = 2,
        };
        var said = "";
        foreach (
            var (connection, verb) in ((NpgsqlConnectionStringBuilder, string)[])
                [(alive, "doctor"), (dead, "doctor"), (dead, "migrate"), (dead, "serve")]
        )
        {
            var start = new ProcessStartInfo("dotnet", [typeof(DoctorVerb).Assembly.Location, verb, "--lang", "en", "--home", home.Path])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (
                var (name, value) in ((string, string)[])
                    [
                        ("ConnectionStrings__Observatory", connection.ConnectionString),
                        ("ConnectionStrings__ObservatoryReader", dead.ConnectionString),
                        ("OBSERVATORY_SEAL_FILE", home["webhooks.key"]),
                        ("OBSERVATORY_OIDC_AUTHORITY", "http://127.0.0.1:1"),
                        ("OBSERVATORY_OIDC_CLIENT", "observatory"),
                        ("OBSERVATORY_OIDC_SECRET", ProviderSecret),
                        ("OBSERVATORY_SMTP_HOST", "127.0.0.1"),
                        ("OBSERVATORY_SMTP_TLS", "off"),
                        ("OBSERVATORY_SMTP_FROM", "a@example.org"),
                        ("OBSERVATORY_SMTP_USER", "sender"),
                        ("OBSERVATORY_SMTP_PASSWORD", MailPassword),
                    ]
            )
                start.Environment[name] = value;
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.NotEqual(0, process.ExitCode);
            Assert.NotEmpty(output + await error);
            said += output + await error;
        }
        said += string.Concat(Directory.EnumerateFiles(home.Path, "*.log", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.Contains("127.0.0.1", said, StringComparison.Ordinal);
        Assert.All((string[])[alive.Password!, ProviderSecret, MailPassword, "planted-seal-77aa"], s =>
            Assert.DoesNotContain(s, said, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void No_type_with_a_secret_prints_it()
    {
        object[] holders =
        [
            new OidcSettings("https://id.example.org", "client", "planted", null, true),
            new MailSettings("mail.example.org", 25, MailSeal.Tls, "user", "planted", "a@example.org", null),
            new NewKey("planted", "prefix", default),
            new NewSubscription(Guid.NewGuid(), "https://example.org", "planted"),
        ];
        Assert.All(holders, h => Assert.DoesNotContain("planted", $"{h}", StringComparison.Ordinal));
    }

    /// <summary>All that is logged, whatever the server itself would leave out; its own console stays still.</summary>
    private static void ListenToAll(IServiceProvider services, HeardLog heard)
    {
        var options = services.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>().CurrentValue;
        options.Rules.Clear();
        options.MinLevel = LogLevel.None;
        options.Rules.Add(new LoggerFilterRule(typeof(HeardLog).FullName, null, LogLevel.Trace, null));
        services.GetRequiredService<ILoggerFactory>().AddProvider(heard);
    }

    private static async Task WaitAsync(IServiceProvider services, string job)
    {
        var jobs = services.GetRequiredService<JobStorage>().GetMonitoringApi();
        for (var turn = 0; turn < 600; turn++)
        {
            if (jobs.JobDetails(job)?.History.Any(h => h.StateName is "Failed" || h.StateName == DeletedState.StateName) == true)
                return;
            await Task.Delay(100);
        }
        throw new TimeoutException("The job did not fail within a minute.");
    }

    /// <summary>Everything that is logged, with its exceptions and the values that stand in it.</summary>
    internal sealed class HeardLog : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => new Listener(categoryName, _lines);

        public void Dispose() { }

        private sealed class Listener(string category, ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull
            {
                lines.Enqueue($"{category}: scope {state}");
                return null;
            }

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel,
                EventId eventId,
                TState state,
                Exception? exception,
                Func<TState, Exception?, string> formatter
            )
            {
                var values = state is IEnumerable<KeyValuePair<string, object?>> pairs
                    ? string.Join(", ", pairs.Select(p => $"{p.Key}={p.Value}"))
                    : "";
                lines.Enqueue($"{category}: {logLevel} {formatter(state, exception)} [{values}] {exception}");
            }
        }
    }
}
