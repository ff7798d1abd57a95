using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>The result of reading a file: figures with their findings, or the findings that say why there are none.</summary>
/// <param name="Mapped">Null if no mapping was found or the file could not be read to its end.</param>
public sealed record FileReading(Mapping? Mapping, MappedFile? Mapped, FindingCollector Findings)
{
    public bool IsBlocked => Findings.IsBlocked || Mapped is null;

    /// <summary>A submission of a single file; see the overload for several.</summary>
    public static FileReading Of(
        Stream content,
        string fileName,
        Mapping? feed,
        IReadOnlyCollection<Mapping> mappings,
        TaxonomyCatalogue taxonomy,
        LocalDate today,
        ReadLimits limits,
        CancellationToken cancellation,
        Action<Contribution>? trace = null,
        string? noteOnAll = null,
        Func<Stream>? openScratch = null
    ) => Of([new SentFile(fileName, content)], feed, mappings, taxonomy, today, limits, cancellation, trace, noteOnAll, openScratch);

    /// <summary>
    /// The whole path from bytes to figures that needs no database: guard, dialect, mapping, figures, checks. A faulty file makes findings,
    /// never an exception.
    /// </summary>
    /// <param name="files">The files of one submission, at least one. Their order does not matter.</param>
    /// <param name="feed">The mapping to read it with; null to recognise it among <paramref name="mappings"/>.</param>
    /// <param name="openScratch">
    /// Opens an empty stream for figures that do not fit into memory. The caller closes it, after reading the figures. If null, memory
    /// keeps them all.
    /// </param>
    /// <param name="findings">Collects what is found while rows are read; null for the default collector.</param>
    /// <param name="office">
    /// The office that sends the files: if no mapping fits, one of its own is named before another. Null if it is unknown.
    /// </param>
    /// <param name="onRows">Called from time to time with the number of rows read; may be null.</param>
    public static FileReading Of(
        IReadOnlyList<SentFile> files,
        Mapping? feed,
        IReadOnlyCollection<Mapping> mappings,
        TaxonomyCatalogue taxonomy,
        LocalDate today,
        ReadLimits limits,
        CancellationToken cancellation,
        Action<Contribution>? trace = null,
        string? noteOnAll = null,
        Func<Stream>? openScratch = null,
        FindingCollector? findings = null,
        Action<long>? onRows = null,
        string? office = null
    )
    {
        var mapping = feed;
        try
        {
            var sent = SourceFiles.Open(files, limits);
            if (mapping is null)
            {
                (mapping, var finding) = Recogniser.Find(sent, mappings, cancellation, office);
                if (mapping is null)
                {
                    // Report that a file is damaged before judging its layout.
                    sent.ReadThrough(cancellation);
                    return Failed(null, finding!);
                }
            }
            if (mapping.Recognise.Format.Count > 0 && !mapping.Recognise.Format.Contains(Recogniser.NameOf(sent.Format)))
                return Failed(
                    mapping,
                    Finding.Blocking(
                        FindingCodes.MappingNotThisFile,
                        null,
                        ("file", sent.Name),
                        ("mapping", mapping.Id),
                        ("expected", string.Join(", ", mapping.Recognise.Format)),
                        ("actual", Recogniser.NameOf(sent.Format))
                    )
                );
            sent = sent.As(mapping.Encoding, mapping.Delimiter);
            var mapped = FileMapper.Map(sent, mapping, taxonomy, today, cancellation, trace, noteOnAll, openScratch, findings, onRows);
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
