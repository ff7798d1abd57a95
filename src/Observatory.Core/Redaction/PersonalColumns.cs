using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Redaction;

/// <summary>Columns about persons, which mappings say must never be stored.</summary>
public static class PersonalColumns
{
    // A header deeper than this is not looked for in bytes that cannot be read as a file.
    private const int PeekBytes = 1 << 16;

    /// <summary>Headings of a mapping that must never be stored, each once; empty for most mappings.</summary>
    public static IReadOnlyList<string> Of(Mapping mapping) => [.. mapping.Tables.SelectMany(t => t.NeverStore).DistinctBy(LabelText.Key)];

    /// <summary>
    /// The mapping whose never-stored headings a file shows most of, with those headings; null where it shows none. Asked of files that no
    /// mapping reads, so it does not need to be able to read the file either.
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

    /// <summary>The keys of all texts that stand where a header could.</summary>
    private static HashSet<string> Texts(SentFile file, ReadLimits limits, CancellationToken cancellation)
    {
        // A name that does not fit its content hides no column.
        foreach (var name in (string[])[file.Name, "x.csv", "x.xlsx", "x.xls"])
        {
            try
            {
                var rows = SourceFiles.Open([file with { Name = name }], limits).Preview(Recogniser.PreviewRows, cancellation);
                // Read with another delimiter or encoding than it has, a text shows its headings in no cell of their own.
                return
                [
                    .. rows.SelectMany(r => Enumerable.Range(1, r.Count).Select(at => LabelText.Key(r[at]))).Where(k => k.Length > 0),
                    .. Peek(file.Content),
                ];
            }
            catch (UnreadableFileException)
            {
                // Refused under this name; perhaps not under another.
            }
        }
        return Peek(file.Content);
    }

    /// <summary>Texts between delimiters at the beginning of bytes that are damaged, or in an encoding that we do not read.</summary>
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
