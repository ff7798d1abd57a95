using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Notices;
using Observatory.Warehouse.Notices;
using Xunit;

namespace Observatory.Tests.Notices;

/// <summary>Notices by mail, as a mail server takes them.</summary>
public sealed partial class MailTests
{
    internal static MailSettings Nowhere { get; } = To(9);

    [Theory]
    [InlineData(Language.En, "Submission 1 waits for review", "It waits until somebody of the office")]
    [InlineData(Language.Es, "El envío 1 espera revisión", "El envío 1 para TST/small fue leído")]
    [InlineData(Language.Fr, "L'envoi 1 attend un examen", "a été lu. Il attend")]
    [InlineData(Language.Pt, "O envio 1 aguarda revisão", "O envio 1 para TST/small foi lido")]
    public async Task A_mailbox_is_told_in_plain_text_and_its_own_language(Language language, string subject, string text)
    {
        await using var server = new SmtpServer();
        await using var world = await NoticeWorld.OpenAsync(
            mail: To(server.Port) with
            {
                Home = new Uri("https://observatory.example.org"),
            }
        );
        var subscription = await world.SubscribeAsync("mailto:statistics@office.example.mx", language, "submission.staged");
        Assert.Null(subscription.Secret);
        var submission = await world.StageAsync();
        await world.DeliverAsync();
        Assert.Equal(
            ("Delivered", 250),
            Assert.Single(await world.DeliveriesAsync(subscription)) is var row ? (row.State, row.LastStatus) : default
        );

        var mail = Assert.Single(server.Taken);
        Assert.Equal(("observatory@example.org", "statistics@office.example.mx"), (mail.From, Assert.Single(mail.To)));
        var (headers, body) = Parts(mail.Text);
        Assert.Equal(subject, Decoded(headers["Subject"]));
        Assert.Equal("statistics@office.example.mx", headers["To"]);
        Assert.StartsWith("text/plain; charset=utf-8", headers["Content-Type"], StringComparison.OrdinalIgnoreCase);
        Assert.Equal(("auto-generated", language.Code()), (headers["Auto-Submitted"], headers["Content-Language"]));
        Assert.Contains(text, body, StringComparison.Ordinal);
        Assert.Contains($"https://observatory.example.org/v1/submissions/{submission.SubmissionId}", body, StringComparison.Ordinal);
        // No figure of the file: each of its cells is 1, and its year is 2020.
        Assert.DoesNotContain(
            "2020",
            body.Replace(submission.SubmissionId.ToString(), "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("HOM_INC", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_asks_who_sends_is_told()
    {
        await using var server = new SmtpServer("sender:geheim");
        await using var world = await NoticeWorld.OpenAsync(mail: To(server.Port) with { User = "sender", Password = "geheim" });
        await world.SubscribeAsync("mailto:a@example.org", "submission.staged");
        await world.StageAsync();
        await world.DeliverAsync();
        Assert.Equal("sender", Assert.Single(server.Taken).User);
    }

    [Fact]
    public async Task A_wrong_password_a_full_mailbox_and_a_dead_server_are_tried_again()
    {
        await using var asking = new SmtpServer("sender:geheim");
        await Check(To(asking.Port) with { User = "sender", Password = "other" }, null, DeliveryFaults.Mail);
        await using var full = new SmtpServer(refuse: line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "452 full" : null);
        await Check(To(full.Port), 452, DeliveryFaults.Mail);
        await Check(Nowhere, null, DeliveryFaults.Connection);
        // Nothing is sent in the clear where it should be sealed.
        await using var clear = new SmtpServer();
        await Check(To(clear.Port) with { Seal = MailSeal.StartTls }, null, DeliveryFaults.Mail);
        Assert.Empty(clear.Taken);

        static async Task Check(MailSettings settings, int? status, string fault)
        {
            await using var world = await NoticeWorld.OpenAsync(mail: settings);
            var subscription = await world.SubscribeAsync("mailto:a@example.org", "submission.staged");
            await world.StageAsync();
            await world.DeliverAsync();
            Assert.Equal(
                ("Waiting", status, fault),
                Assert.Single(await world.DeliveriesAsync(subscription)) is var row ? (row.State, row.LastStatus, row.LastFault) : default
            );
        }
    }

    [Fact]
    public async Task Mail_that_cannot_be_sent_is_refused_when_it_is_asked_for()
    {
        await using var world = await NoticeWorld.OpenAsync(mail: null);
        Assert.Equal(
            RefusalCodes.MailNotSetUp,
            (await Assert.ThrowsAsync<Refusal>(() => world.SubscribeAsync("mailto:a@example.org"))).Code
        );
    }

    /// <summary>
    /// What stands in an event may come from a name of a folder or file: none of it becomes a header, a receiver or the end of the mail.
    /// </summary>
    [Fact]
    public void No_text_of_an_event_can_control_a_mail()
    {
        const string Evil = "a\r\nBcc: all@example.org\r\n\r\n.\r\nQUIT\u2028\u202Eb";
        var data = JsonSerializer.SerializeToElement(
            new
            {
                submission = Evil,
                number = 7,
                feed = Evil,
                office = Evil,
                dueOn = Evil,
                daysLate = 3,
                lastPeriod = Evil,
                host = Evil,
                failingSince = Evil,
            }
        );
        foreach (var kind in NoticeKinds.All)
        {
            var text = MailText.Of(kind, data, Language.En, "a@example.org", new Uri("https://example.org"));
            Assert.DoesNotMatch(@"[\p{C}\p{Zl}\p{Zp}]", text.Subject);
            Assert.DoesNotMatch(@"(?m)^(Bcc:|\.$|QUIT)", text.Body);
            Assert.DoesNotMatch(@"[\u202E\u2028\r]", text.Body);
        }
    }

    [Fact]
    public async Task A_line_that_is_a_dot_does_not_end_the_mail()
    {
        await using var server = new SmtpServer();
        await using var world = await NoticeWorld.OpenAsync(mail: To(server.Port));
        await world.SubscribeAsync("mailto:a@example.org", NoticeKinds.FeedReminder);
        await Observatory.Tests.Warehouse.LoadCounts.ScalarAsync<int>(
            world.Warehouse,
            $"""
            select notice.announce('feed.reminder', now() - interval '1 day', 'MEX_SESNSP', 'MEX', 'x',
                jsonb_build_object('feed', E'x\r\n.\r\nRCPT TO:<b@example.org>', 'dueOn', '2020-01-20', 'daysLate', 3))
            """
        );
        await world.DeliverAsync();
        var mail = Assert.Single(server.Taken);
        Assert.Equal("a@example.org", Assert.Single(mail.To));
        var (headers, body) = Parts(mail.Text);
        Assert.Contains("x", Decoded(headers["Subject"]), StringComparison.Ordinal);
        Assert.Contains("2020-01-20", body, StringComparison.Ordinal);
        Assert.Contains("This message was written by a program", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_is_told_in_words_of_its_own_in_all_four_languages()
    {
        var english = NoticeWords.In(Language.En).Texts;
        Assert.Equal(
            NoticeKinds
                .All.SelectMany(k => k == NoticeKinds.SubmissionWaiting ? NoticeKinds.Waits.Select(w => $"{k}.{w}") : [k])
                .SelectMany(k => (string[])[$"{k}.subject", $"{k}.text"])
                .Concat(["footer", "link"])
                .Order(StringComparer.Ordinal),
            english.Keys.Order(StringComparer.Ordinal)
        );
        foreach (var key in english.Keys)
        {
            var texts = LanguageCodes.All.Select(l => NoticeWords.In(l).Texts[key]).ToList();
            Assert.Equal(4, texts.Distinct(StringComparer.Ordinal).Count());
            Assert.All(texts, t => Assert.Equal(Places(english[key]), Places(t)));
        }
        Assert.All(LanguageCodes.All, l =>
            Assert.Equal(english.Keys.Order(StringComparer.Ordinal), NoticeWords.In(l).Texts.Keys.Order(StringComparer.Ordinal))
        );
    }

    private static MailSettings To(int port) => new("127.0.0.1", port, MailSeal.None, null, null, "observatory@example.org", null);

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    private static (IReadOnlyDictionary<string, string> Headers, string Body) Parts(string mail)
    {
        var end = mail.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var headers = mail[..end]
            .Replace("\r\n ", " ", StringComparison.Ordinal)
            .Replace("\r\n\t", " ", StringComparison.Ordinal)
            .Split("\r\n")
            .Select(l => l.Split(": ", 2))
            .ToDictionary(h => h[0], h => h[1], StringComparer.OrdinalIgnoreCase);
        var body = mail[(end + 4)..];
        return (
            headers,
            headers.GetValueOrDefault("Content-Transfer-Encoding")?.ToUpperInvariant() switch
            {
                "QUOTED-PRINTABLE" => Unquoted(body.Replace("=\r\n", "", StringComparison.Ordinal)),
                "BASE64" => Encoding.UTF8.GetString(Convert.FromBase64String(body.Replace("\r\n", "", StringComparison.Ordinal))),
                _ => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body)),
            }
        );
    }

    private static string Unquoted(string text) =>
        Encoding.UTF8.GetString(
            Encoding.Latin1.GetBytes(Quoted().Replace(text, m => ((char)Convert.ToByte(m.Groups[1].Value, 16)).ToString()))
        );

    /// <summary>A header as RFC 2047 encodes it.</summary>
    private static string Decoded(string header) =>
        Encoded()
            .Replace(Between().Replace(header, "$1$2"), m =>
                Encoding
                    .GetEncoding(m.Groups[1].Value)
                    .GetString(
                        m.Groups[2].Value is "B" or "b"
                            ? Convert.FromBase64String(m.Groups[3].Value)
                            : Encoding.Latin1.GetBytes(
                                Quoted()
                                    .Replace(m.Groups[3].Value.Replace('_', ' '), q =>
                                        ((char)Convert.ToByte(q.Groups[1].Value, 16)).ToString()
                                    )
                            )
                    )
            );

    [GeneratedRegex("=([0-9A-F]{2})")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"=\?([\w-]+)\?([BbQq])\?([^?]*)\?=")]
    private static partial Regex Encoded();

    [GeneratedRegex(@"(\?=)\s+(=\?)")]
    private static partial Regex Between();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();
}
