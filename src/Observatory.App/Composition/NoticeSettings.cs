using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Warehouse.Keeping;
using Observatory.Warehouse.Notices;

namespace Observatory.App.Composition;

/// <summary>How notices are sent, from the environment; secrets may also come from a file.</summary>
internal static partial class NoticeSettings
{
    private const int MostDays = 3660;

    /// <summary>Days. Longer than any delivery is retried; the database refuses to delete anything younger.</summary>
    private const int LeastKept = 7;

    /// <summary>Whether webhooks may go to this machine itself, also without TLS, for testing.</summary>
    public static bool AllowsLoopback => Environment.GetEnvironmentVariable("OBSERVATORY_WEBHOOK_LOOPBACK") == "on";

    /// <summary>The numbers of days late after which an office is reminded.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static IReadOnlyList<int> ReminderSteps =>
        Days("OBSERVATORY_REMINDER_DAYS", Environment.GetEnvironmentVariable("OBSERVATORY_REMINDER_DAYS"), Reminders.UsualSteps);

    /// <summary>The numbers of days that a submission has waited for a person, after which somebody is notified.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static IReadOnlyList<int> WaitingSteps =>
        Days("OBSERVATORY_WAITING_DAYS", Environment.GetEnvironmentVariable("OBSERVATORY_WAITING_DAYS"), WaitReminders.UsualSteps);

    /// <summary>How long sent notices and the results of their delivery are stored.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static Duration KeptFor =>
        GrowthSettings.Given(Environment.GetEnvironmentVariable("OBSERVATORY_KEEP_NOTICES")) is not { } text ? Retention.UsualNotices
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= LeastKept and <= MostDays
            ? Duration.FromDays(days)
        : throw Wrong("OBSERVATORY_KEEP_NOTICES", text, $"{LeastKept}-{MostDays}");

    /// <summary>The file with the key that encrypts the secrets of webhooks.</summary>
    public static string SealFile(string home) =>
        GrowthSettings.Given(Environment.GetEnvironmentVariable("OBSERVATORY_SEAL_FILE")) is { } given
            ? Path.GetFullPath(given)
            : Path.Combine(home, "protection", "webhooks.key");

    /// <summary>Whether that file is outside the home, and so not in a backup of the home.</summary>
    public static bool IsSealElsewhere => GrowthSettings.Given(Environment.GetEnvironmentVariable("OBSERVATORY_SEAL_FILE")) is not null;

    /// <summary>The mail server; null if none is configured.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE, PARAMETER_MISSING.</exception>
    public static MailSettings? Mail()
    {
        if (GrowthSettings.Given(Environment.GetEnvironmentVariable("OBSERVATORY_SMTP_HOST")) is not { } host)
            return null;
        var seal = GrowthSettings.Given(Environment.GetEnvironmentVariable("OBSERVATORY_SMTP_TLS")) switch
        {
            null or "starttls" => MailSeal.StartTls,
            "on" => MailSeal.Tls,
            "off" when IsHere(host) => MailSeal.None,
            // Any other value would send a password, and who is notified of what, unencrypted over a network.
            { } other => throw Wrong("OBSERVATORY_SMTP_TLS", other, "starttls, on; off: localhost"),
        };
        var port =
            GrowthSettings.Given(Environment.GetEnvironmentVariable("OBSERVATORY_SMTP_PORT")) is not { } text
                ? (seal == MailSeal.Tls ? 465 : 587)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535 ? number
            : throw Wrong("OBSERVATORY_SMTP_PORT", text, "587");
        var from = GrowthSettings.Given(Environment.GetEnvironmentVariable("OBSERVATORY_SMTP_FROM"))
            ?? throw new Refusal(RefusalCodes.ParameterMissing, ("value", "OBSERVATORY_SMTP_FROM"));
        if (!Mailbox().IsMatch(from))
            throw Wrong("OBSERVATORY_SMTP_FROM", from, "observatory@example.org");
        var password = Environment.GetEnvironmentVariable("OBSERVATORY_SMTP_PASSWORD_FILE") is { Length: > 0 } file
            ? File.ReadAllText(file).Trim()
            : Environment.GetEnvironmentVariable("OBSERVATORY_SMTP_PASSWORD");
        return new MailSettings(
            host,
            port,
            seal,
            GrowthSettings.Given(Environment.GetEnvironmentVariable("OBSERVATORY_SMTP_USER")),
            password,
            from,
            Home()
        );
    }

    private static IReadOnlyList<int> Days(string setting, string? value, IReadOnlyList<int> usual) =>
        GrowthSettings.Given(value) is not { } text
            ? usual
            :
            [
                .. text.Split(',', StringSplitOptions.TrimEntries)
                    .Select(d =>
                        int.TryParse(d, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= MostDays
                            ? days
                            : throw Wrong(setting, text, string.Join(',', usual))
                    )
                    .Distinct()
                    .Order(),
            ];

    private static Uri? Home() =>
        GrowthSettings.Given(Environment.GetEnvironmentVariable("OBSERVATORY_ADDRESS")) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? address
        : throw Wrong("OBSERVATORY_ADDRESS", text, "https://observatory.example.org");

    private static bool IsHere(string host) =>
        host is "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));

    private static Refusal Wrong(string setting, string value, string expected) =>
        new(RefusalCodes.ParameterValue, ("column", setting), ("value", value), ("expected", expected));

    [GeneratedRegex(@"\A[^@\s<>"",;:\p{C}]+@[^@\s<>"",;:\p{C}]+\z")]
    private static partial Regex Mailbox();
}
