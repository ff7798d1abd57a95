using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Observatory.Core.Languages;

namespace Observatory.Core.Suggesting;

/// <summary>Lines of a draft's <c>mapping.yaml</c> and rows of its label tables, with their remarks in one language.</summary>
internal sealed class DraftText(Language language)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly StringBuilder _text = new();

    public Language Language { get; } = language;

    public override string ToString() => _text.ToString();

    /// <summary>A text in quotes: YAML reads JSON's.</summary>
    public static string Q(string text) => JsonSerializer.Serialize(text.Trim(), Plain);

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

    /// <summary>The remark of a label that is left without a code: its proposals with their reasons.</summary>
    public string Perhaps(IReadOnlyList<Proposal> proposals)
    {
        var said = proposals.Count == 0
            ? Reason.Of("draft.none").In(Language)
            : string.Join(" | ", proposals.Select(p => p.Code == IndicatorMatcher.None
                ? Reason.Of("draft.none").In(Language)
                : Reason.Of("draft.perhaps", ("code", p.Breakdown.Length > 0 ? $"{p.Code} {p.Breakdown}" : p.Code), ("confidence", Two(p.Confidence)), ("reason", p.Because.In(Language))).In(Language)));
        return $"{Reason.Of("draft.question").In(Language)}: {OneLine(said)}";
    }

    /// <summary>The remark of a label whose code is sure.</summary>
    public string SureOf(Proposal sure) => $"{Sure(sure.Because)} ({Two(sure.Confidence)})";

    public static string N(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Two(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A heading for a label table: one in capitals would be taken for a slip of a concept's name.</summary>
    public static string Heading(string heading) => heading.Any(char.IsLower) ? heading : heading.Length < 2 ? "label " + heading : heading[..1] + heading[1..].ToLowerInvariant();

    /// <summary>Capital letters, digits and underscores: what a code may hold.</summary>
    public static string Slug(string text, int length)
    {
        var slug = WordText.Padded(text).Trim('_').ToUpperInvariant().Replace("%", "PCT", StringComparison.Ordinal);
        slug = new string([.. slug.Where(c => char.IsAsciiLetterOrDigit(c) || c == '_')]);
        return slug.Length == 0 ? "X" : slug.Length > length ? slug[..length].TrimEnd('_') : slug;
    }

    /// <summary>A CSV file of these rows.</summary>
    public static ReadOnlyMemory<byte> Table(IEnumerable<IReadOnlyList<string>> rows) =>
        Encoding.UTF8.GetBytes(string.Concat(rows.Select(r => string.Join(',', r.Select(Field)) + "\n")));

    private static string Field(string text) => text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static string OneLine(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
}
