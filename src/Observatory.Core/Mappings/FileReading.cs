using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>What came of reading a file: figures with their findings, or the findings that say why there are none.</summary>
/// <param name="Mapped">Null where no mapping was found or the file could not be read to its end.</param>
public sealed record FileReading(Mapping? Mapping, MappedFile? Mapped, FindingCollector Findings)
{
    public bool IsBlocked => Findings.IsBlocked || Mapped is null;

    /// <summary>
    /// The whole path from bytes to figures that needs no database: guard, dialect, mapping, figures, checks.
    /// A file that is wrong makes findings, never an exception.
    /// </summary>
    /// <param name="content">Seekable; read from its beginning.</param>
    /// <param name="feed">The mapping to read it by; null to recognise it among <paramref name="mappings"/>.</param>
    public static FileReading Of(
        Stream content, string fileName, Mapping? feed, IReadOnlyCollection<Mapping> mappings, TaxonomyCatalogue taxonomy, LocalDate today,
        ReadLimits limits, CancellationToken cancellation, Action<Contribution>? trace = null, string? noteOnAll = null)
    {
        var mapping = feed;
        try
        {
            var file = SourceFile.Open(content, fileName, limits);
            if (mapping is null)
            {
                var preview = file.Preview(Recogniser.PreviewRows, cancellation).ToList();
                (mapping, var finding) = Recogniser.Find(preview, fileName, file.Dialect.Format, mappings);
                if (mapping is null)
                {
                    // That a file is damaged is told before its layout is judged.
                    file.ReadThrough(cancellation);
                    return Failed(null, finding!);
                }
            }
            if (mapping.Recognise.Format.Count > 0 && !mapping.Recognise.Format.Contains(Recogniser.NameOf(file.Dialect.Format)))
                return Failed(mapping, Finding.Blocking(
                    FindingCodes.MappingNotThisFile, null,
                    ("file", fileName), ("mapping", mapping.Id), ("expected", string.Join(", ", mapping.Recognise.Format)), ("actual", Recogniser.NameOf(file.Dialect.Format))));
            if (mapping.Tables.Select(t => t.Encoding).FirstOrDefault(e => e is not null) is { } encoding && file.Dialect.Format == FileFormat.Csv && encoding != file.Dialect.Encoding)
                file = file.As(file.Dialect with { Encoding = encoding });
            var mapped = new FileMapper(mapping, taxonomy, fileName, file.Dialect.Format, today, trace, noteOnAll).Map(file.Rows(cancellation), cancellation);
            return new FileReading(mapping, mapped, mapped.Findings);
        }
        catch (UnreadableFileException fault)
        {
            return Failed(mapping, fault.Finding);
        }
    }

    private static FileReading Failed(Mapping? mapping, Finding finding)
    {
        var findings = new FindingCollector();
        findings.Add(finding);
        return new FileReading(mapping, null, findings);
    }
}
