using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Redaction;

/// <summary>Finds the columns with personal data that a mapping declares must never be stored.</summary>
public static class PersonalColumns
{
    // If bytes cannot be read as a file, headers are looked for only within this many.
    private const int PeekBytes = 1 << 16;

    /// <summary>The headings that a mapping declares must never be stored, each once; empty for most mappings.</summary>
    public static IReadOnlyList<string> Of(Mapping mapping) => [.. mapping.Tables.SelectMany(t => t.NeverStore).DistinctBy(LabelText.Key)];

    /// <summary>
    /// The mapping most of whose never-stored headings appear in a file, with those headings; null if the file shows none. It is used for
    /// files that no mapping fits, and works even if the file cannot be read.
    /// </summary>
    public static (Mapping Mapping, IReadOnlyList<string> Headings)? Shown(
        SentFile file,
        IReadOnlyCollection<Mapping> mappings,
        ReadLimits limits,
        CancellationToken cancellation
    )
    {
        var guarded = mappings.Select(m => (Mapping: m, Headings: Of(m))).Where(m => m.Headings.Count > 0).ToList();
        if (guarded.Count == 0)
            return null;
        var texts = Texts(file, limits, cancellation);
        var shown = guarded
            .Select(m => (m.Mapping, Headings: (IReadOnlyList<string>)[.. m.Headings.Where(h => texts.Contains(LabelText.Key(h)))]))
            .Where(m => m.Headings.Count > 0)
            .OrderByDescending(m => m.Headings.Count)
            .ThenBy(m => m.Mapping.Id, StringComparer.Ordinal)
            .ToList();
        return shown.Count == 0 ? null : shown[0];
    }

    /// <summary>The keys of all texts at positions where a header could be.</summary>
    private static HashSet<string> Texts(SentFile file, ReadLimits limits, CancellationToken cancellation)
    {
        // Try other extensions too: a wrong file name must not hide a column.
        foreach (var name in (string[])[file.Name, "x.csv", "x.xlsx", "x.xls"])
        {
            try
            {
                var rows = SourceFiles.Open([file with { Name = name }], limits).Preview(Recogniser.PreviewRows, cancellation);
                // If the delimiter or encoding is wrong, headings are not in cells of their own.
                return
                [
                    .. rows.SelectMany(r => Enumerable.Range(1, r.Count).Select(at => LabelText.Key(r[at]))).Where(k => k.Length > 0),
                    .. Peek(file.Content),
                ];
            }
            catch (UnreadableFileException)
            {
                // This name is refused; another may not be.
            }
        }
        return Peek(file.Content);
    }

    /// <summary>Texts between delimiters at the start of a file that is damaged or in an unsupported encoding.</summary>
    private static HashSet<string> Peek(Stream content)
    {
        content.Position = 0;
        var bytes = new byte[PeekBytes];
        var head = bytes.AsSpan(0, content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        content.Position = 0;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var encoding in (Encoding[])[new UTF8Encoding(false), Encoding.Latin1, Encoding.Unicode])
        foreach (
            var text in encoding
                .GetString(head)
                .Split([',', ';', '\t', '|', '"', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
            keys.Add(LabelText.Key(text.Replace("\0", "", StringComparison.Ordinal)));
        return keys;
    }
}
