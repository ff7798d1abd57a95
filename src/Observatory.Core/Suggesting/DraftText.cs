using System.Globalization;
using System.Text;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;

namespace Observatory.Core.Suggesting;

/// <summary>Writes lines of a draft's <c>mapping.yaml</c> and rows of its label tables, with their remarks in one language.</summary>
internal sealed class DraftText(Language language)
{
    private readonly StringBuilder _text = new();

    public Language Language { get; } = language;

    public override string ToString() => _text.ToString();

    /// <summary>
    /// A text in double quotes: letters are written as they are, and characters that YAML does not print as their numbers.
    /// </summary>
    public static string Q(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
                quoted.Append('\\').Append(rune);
            else if (!IsPrinted(rune))
                quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
            else
                quoted.Append(rune);
        }
        return quoted.Append('"').ToString();
    }

    private static bool IsPrinted(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
            );

    public static string List(IEnumerable<string> texts) => "[" + string.Join(", ", texts.Select(Q)) + "]";

    public void Line(string line, string? remark = null)
    {
        _text.Append(line);
        if (remark is not null)
            _text.Append(line.Length == 0 ? "# " : "   # ").Append(OneLine(remark));
        _text.Append('\n');
    }

    public string Sure(Reason because) => $"{Reason.Of("draft.sure").In(Language)}: {because.In(Language)}";

    public string Ask(Reason question) => $"{Reason.Of("draft.question").In(Language)}: {question.In(Language)}";

    /// <summary>The remark of a label without a code: its proposals with their reasons.</summary>
    public string Perhaps(IReadOnlyList<Proposal> proposals)
    {
        var said =
            proposals.Count == 0
                ? Reason.Of("draft.none").In(Language)
                : string.Join(
                    " | ",
                    proposals.Select(p =>
                        p.Code == IndicatorMatcher.None
                            ? Reason.Of("draft.none").In(Language)
                            : Reason
                                .Of(
                                    "draft.perhaps",
                                    ("code", p.Breakdown.Length > 0 ? $"{p.Code} {p.Breakdown}" : p.Code),
                                    ("confidence", Two(p.Confidence)),
                                    ("reason", p.Because.In(Language))
                                )
                                .In(Language)
                    )
                );
        return $"{Reason.Of("draft.question").In(Language)}: {OneLine(said)}";
    }

    /// <summary>The remark of a label with a sure code.</summary>
    public string SureOf(Proposal sure) => $"{Sure(sure.Because)} ({Two(sure.Confidence)})";

    public static string N(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Two(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A heading for a label table: a heading in capitals would look like a misspelt concept.</summary>
    public static string Heading(string heading) =>
        heading.Any(char.IsLower) ? heading
        : heading.Length < 2 ? "label " + heading
        : heading[..1] + heading[1..].ToLowerInvariant();

    /// <summary>Capital letters, digits and underscores, which are the characters allowed in a code.</summary>
    public static string Slug(string text, int length)
    {
        var slug = WordText.Padded(text).Trim('_').ToUpperInvariant().Replace("%", "PCT", StringComparison.Ordinal);
        slug = new string([.. slug.Where(c => char.IsAsciiLetterOrDigit(c) || c == '_')]);
        return slug.Length == 0 ? "X"
            : slug.Length > length ? slug[..length].TrimEnd('_')
            : slug;
    }

    /// <summary>A CSV file of these rows, the first of which is the heading.</summary>
    /// <param name="labels">
    /// How many of its columns contain labels: labels that differ only by case or accents are one, and only the first row of it is written.
    /// </param>
    /// <param name="hasBands">
    /// True if labels such as <c>15..29</c> are meant as ranges; otherwise such a text of the file cannot be written as a label and is left
    /// out.
    /// </param>
    public static ReadOnlyMemory<byte> Table(IEnumerable<IReadOnlyList<string>> rows, int labels = 1, bool hasBands = false)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Encoding.UTF8.GetBytes(
            string.Concat(
                rows.Where(
                        (r, i) =>
                            i == 0
                            || (
                                (hasBands || !r.Take(labels).Any(l => NumberRange.TryParse(l) is not null))
                                && seen.Add(string.Join('\u001f', r.Take(labels).Select(LabelText.Key)))
                            )
                    )
                    .Select(r => string.Join(',', r.Select(Field)) + "\n")
            )
        );
    }

    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    // A character that YAML reads as the end of a line would end a remark.
    private static string OneLine(string text) =>
        new([.. text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' ? ' ' : c)]);
}
