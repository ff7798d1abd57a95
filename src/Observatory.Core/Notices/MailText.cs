using System.Globalization;
using System.Text.Json;
using Observatory.Core.Languages;

namespace Observatory.Core.Notices;

/// <summary>The mail about an event, in plain text. It contains no figure: readers who may see figures follow the link.</summary>
/// <param name="Subject">One line.</param>
public sealed record MailText(string Subject, string Body)
{
    private const int LongestFact = 200;

    /// <param name="kind">One of <see cref="NoticeKinds"/>.</param>
    /// <param name="data">The properties of the event.</param>
    /// <param name="receiver">The address of the receiver.</param>
    /// <param name="home">The public address of the Observatory; null if none is configured, and then the link is only a path.</param>
    public static MailText Of(string kind, JsonElement data, Language language, string receiver, Uri? home)
    {
        var words = NoticeWords.In(language);
        (string, string)[] facts =
        [
            ("number", Fact(data, "number")),
            ("feed", Fact(data, "feed")),
            ("office", Fact(data, "office")),
            ("due", Fact(data, "dueOn")),
            ("days", Fact(data, kind == NoticeKinds.SubmissionWaiting ? "daysWaiting" : "daysLate")),
            ("period", Fact(data, "lastPeriod")),
            ("host", Fact(data, "host")),
            ("since", Fact(data, "failingSince")),
            ("warnings", Fact(data, "unacknowledged")),
            ("receiver", receiver),
        ];
        var path = kind switch
        {
            NoticeKinds.FeedReminder => "/v1/feeds",
            NoticeKinds.SubscriptionDisabled => "/v1/subscriptions",
            _ => $"/v1/submissions/{Fact(data, "submission")}",
        };
        var told =
            kind != NoticeKinds.SubmissionWaiting
                ? kind
                : $"{kind}.{(NoticeKinds.Waits.Contains(Fact(data, "waitsFor")) ? Fact(data, "waitsFor") : NoticeKinds.Waits[0])}";
        var link = home is null ? path : new Uri(home, path).AbsoluteUri;
        return new MailText(
            words.Say($"{told}.subject", facts),
            $"{words.Say($"{told}.text", facts)}\n\n{words.Say("link", ("link", link))}\n\n-- \n{words.Say("footer", facts)}\n"
        );
    }

    /// <summary>A property as one line of printable text, whatever characters it contains; a dash if it is missing.</summary>
    private static string Fact(JsonElement data, string name)
    {
        if (!data.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return "–";
        var text = value.ToString();
        var plain = string.Concat((text.Length <= LongestFact ? text : text[..LongestFact] + "…").Select(c => IsSteering(c) ? ' ' : c))
            .Trim();
        return plain.Length == 0 ? "–" : plain;
    }

    private static bool IsSteering(char letter) =>
        char.IsControl(letter)
        || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
