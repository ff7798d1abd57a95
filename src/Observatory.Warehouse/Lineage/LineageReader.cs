using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Figures;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Series;

namespace Observatory.Warehouse.Lineage;

public static class LineageQueries
{
    public static readonly Query<StoredFigureRow> Cells = new("lineage/cells");
    public static readonly Query<LoadNoteRow> Notes = new("lineage/notes");
    public static readonly Query<LoadRow> LoadOf = new("lineage/load_of");
    public static readonly Query<FeedLoadRow> LoadsOfFeed = new("lineage/loads_of_feed");
    public static readonly Query<MappingFileRow> TaxonomyFiles = new("lineage/taxonomy_files");
}

/// <summary>A stored figure with its load and the address of its first cell.</summary>
public sealed record StoredFigureRow : BrokenDownRow
{
    public required string Indicator { get; init; }
    public required string Area { get; init; }
    public required string Period { get; init; }

    /// <summary>True for a part of an unrecorded area: it is included in the sum but not in the number of parts.</summary>
    public required bool IsUnspecified { get; init; }

    /// <summary>In the indicator's unit; null if the status says why there is no value.</summary>
    public decimal? Value { get; init; }
    public required int Cells { get; init; }

    /// <summary>The sheet of the first cell; null or empty for a text file.</summary>
    public string? Sheet { get; init; }
    public required int SourceRow { get; init; }
    public required short SourceColumn { get; init; }
    public required int LoadId { get; init; }
    public required Guid SubmissionId { get; init; }
    public required int SubmissionNumber { get; init; }
    public required string FileName { get; init; }
    public required string Sha256 { get; init; }
    public required string Mapping { get; init; }
    public required int MappingVersion { get; init; }
    public required string MappingChecksum { get; init; }
    public required Instant LoadedAt { get; init; }

    /// <summary>The day on which the office published the file; null if nobody declared it.</summary>
    public LocalDate? PublicationDate { get; init; }
}

public sealed record LoadRow
{
    public required int LoadId { get; init; }
    public required Guid SubmissionId { get; init; }
    public required int MappingVersionId { get; init; }
    public required int TaxonomyVersionId { get; init; }
    public required Instant ReceivedAt { get; init; }
}

/// <summary>One cell of a file that contributed to a figure.</summary>
/// <param name="FileName">The file that contains it, if a submission has several.</param>
/// <param name="Sha256">Checksum of that file as it was sent.</param>
/// <param name="KeptSha256">
/// Checksum of the stored copy from which columns with personal data were removed; null if the file is stored as it was sent.
/// </param>
/// <param name="Sheet">Empty for a text file.</param>
/// <param name="A1">Its address, such as <c>H14</c>.</param>
/// <param name="Text">As written; for a workbook, in the form of <see cref="GridRow"/>.</param>
public sealed record SourceCell(
    string FileName,
    string Sha256,
    string? KeptSha256,
    string Sheet,
    int Row,
    int Column,
    string A1,
    string Text,
    decimal? Value,
    string Period,
    string Area,
    string Mapping,
    int MappingVersion,
    int Submission,
    Guid SubmissionId,
    Instant LoadedAt,
    LocalDate? PublicationDate
);

/// <summary>A figure with the cells from which it comes.</summary>
/// <param name="SumOfCells">Sum of the cells' numbers, in the indicator's unit; null if there are no cells.</param>
/// <param name="FiguresByRule">The number of stored zeros that a rule of the mapping states and no cell contains.</param>
public sealed record Explanation(Figure Figure, IReadOnlyList<SourceCell> Cells, decimal? SumOfCells, int FiguresByRule)
{
    /// <summary>
    /// The office's answers to questions of checks about figures of this indicator in the same loads; the oldest first.
    /// </summary>
    public IReadOnlyList<LoadNoteRow> Notes { get; init; } = [];

    /// <summary>
    /// The number of the figure to which the cells sum: <c>value</c>; <c>partialValue</c> if parts are missing; <c>numerator</c> of a rate
    /// or share. Null if the figure has no such number.
    /// </summary>
    public string? CellsSumTo =>
        Figure.Derivation is { Numerator: { } above }
            ? (SumOfCells ?? 0) == above
                ? "numerator"
                : null
            : Figure.Value is { } value
                ? (SumOfCells ?? 0) == value
                    ? "value"
                    : null
                : Figure.PartialValue is { } partial && (SumOfCells ?? 0) == partial
                    ? "partialValue"
                    : null;
}

/// <summary>An office's explanation of figures of an indicator, given before they were loaded because a check asked for it.</summary>
public sealed record LoadNoteRow
{
    public required int LoadId { get; init; }

    /// <summary>Code of the finding.</summary>
    public required string Code { get; init; }

    /// <summary>Area of the first figure in question; null if the finding is about no figure.</summary>
    public string? Area { get; init; }

    /// <summary>Period of the first figure in question; null if the finding is about no figure.</summary>
    public string? Period { get; init; }

    /// <summary>The number of figures in question; null if it was not counted.</summary>
    public long? Figures { get; init; }
    public required Instant At { get; init; }

    /// <summary>Null for the operator of the machine.</summary>
    public string? Office { get; init; }
    public required string Text { get; init; }
}

/// <summary>
/// Traces a figure to the cells from which it comes. Reading depends only on the stored file, the mapping and the taxonomy, and all their
/// versions are stored: the file is read again with the rules of the load, and every cell that contributed is listed.
/// </summary>
public sealed class LineageReader(DataSources sources, FigureReader figures, FileStore files, ReadLimits limits)
{
    /// <summary>The cells behind one figure: one indicator, area, period, source and breakdown.</summary>
    /// <exception cref="Refusal">
    /// FIGURE_UNKNOWN if there is no such figure; SOURCE_GONE if the file store has lost the file, SOURCE_DAMAGED if its bytes have
    /// changed.
    /// </exception>
    public async Task<Explanation> ExplainAsync(ResolvedQuestion question, CancellationToken cancellation)
    {
        // The figure and its cells must be of one vintage, so read both from one server.
        using var steady = ReaderSource.Steady();
        Figure? figure = null;
        await foreach (var first in figures.StarAsync(question, cancellation))
        {
            figure = first;
            break;
        }
        if (figure is null)
            throw new Refusal(
                RefusalCodes.FigureUnknown,
                ("indicator", question.Asked.Indicators[0]),
                ("area", string.Join(",", question.Asked.Areas)),
                ("period", question.Asked.From?.ToString() ?? "")
            );

        var stored = new List<StoredFigureRow>();
        foreach (var part in Leaves(figure))
            stored.AddRange(await StoredAsync(part, question, cancellation));
        var cells = new List<SourceCell>();
        foreach (var load in stored.GroupBy(s => s.LoadId).OrderBy(g => g.Key))
            cells.AddRange(await ReplayAsync([.. load], figure.Source, cancellation));
        return new Explanation(figure, cells, cells.Count == 0 ? null : cells.Sum(c => c.Value), stored.Count(s => s.Cells == 0))
        {
            Notes = await NotesAsync(figure.Indicator, stored, cancellation),
        };
    }

    private async Task<IReadOnlyList<LoadNoteRow>> NotesAsync(
        string indicator,
        IReadOnlyList<StoredFigureRow> stored,
        CancellationToken cancellation
    )
    {
        await using var connection = await sources.Reader.OpenConnectionAsync(cancellation);
        return await LineageQueries.Notes.ListAsync(
            connection,
            new { loads = stored.Select(s => s.LoadId).Distinct().ToArray(), indicator },
            cancellation
        );
    }

    /// <summary>The figure itself; for a total over a breakdown, the figures from which it was summed.</summary>
    private static IEnumerable<Figure> Leaves(Figure figure) => figure.Parts is { } parts ? parts.SelectMany(Leaves) : [figure];

    /// <summary>
    /// The stored figures of which a figure is made: itself if it was reported, otherwise those that its origin describes.
    /// </summary>
    private async Task<IReadOnlyList<StoredFigureRow>> StoredAsync(Figure figure, ResolvedQuestion question, CancellationToken cancellation)
    {
        await using var connection = await sources.Reader.OpenConnectionAsync(cancellation);
        return await LineageQueries.Cells.ListAsync(
            connection,
            new
            {
                indicator = figure.Indicator,
                area = figure.Area,
                source = figure.Source,
                level = figure.Origin is { IsOfArea: false } parts ? parts.Level : (int?)null,
                freq = (figure.Origin?.Frequency ?? figure.Period.Frequency).Code(),
                from_day = figure.Period.FirstDay,
                to_day = figure.Period.LastDay,
                members = figure.Breakdown.Members.ToArray(),
                as_of = question.Vintage,
                published_by = question.Asked.PublishedBy,
            },
            cancellation
        );
    }

    private async Task<IReadOnlyList<SourceCell>> ReplayAsync(
        IReadOnlyList<StoredFigureRow> stored,
        string source,
        CancellationToken cancellation
    )
    {
        var first = stored[0];
        var (mapping, taxonomy, load) = await RulesOfThen.OfAsync(sources, first.LoadId, first.Mapping, cancellation);
        var wanted = stored.ToDictionary(s => (s.Indicator, s.Area, TimePeriod.TryParse(s.Period)!.Value.Id, s.Breakdown()));
        var periods = wanted.Keys.Select(k => k.Item3).ToHashSet();
        var contributions = new List<Contribution>();
        using var opened = await OpenAsync(first.SubmissionId, cancellation);
        var reading = FileReading.Of(
            opened.Sent,
            mapping,
            [mapping],
            taxonomy,
            load.ReceivedAt.InUtc().Date.PlusDays(1),
            limits,
            cancellation,
            c =>
            {
                if (periods.Contains(c.Key.Period))
                    contributions.Add(c);
            }
        );
        var mapped = reading.Mapped
            ?? throw new InvalidOperationException($"The stored file of submission {first.SubmissionNumber} can no longer be read.");
        var cells = new List<SourceCell>();
        foreach (var contribution in contributions.Where(c => mapped.Providers[c.Key.Provider] == source))
        {
            var key = (
                mapped.Indicators[contribution.Key.Indicator],
                mapped.Areas[contribution.Key.Area],
                contribution.Key.Period,
                mapped.Breakdowns[contribution.Key.Breakdown]
            );
            if (!wanted.TryGetValue(key, out var figure))
                continue;
            var (file, sheet) = opened.FileOf(contribution.Cell.Sheet);
            cells.Add(
                new SourceCell(
                    file.Name,
                    file.Sha256,
                    file.IsRedacted ? file.StoredSha256 : null,
                    sheet,
                    contribution.Cell.Row,
                    contribution.Cell.Column,
                    contribution.Cell.A1,
                    contribution.Text,
                    contribution.Value,
                    figure.Period,
                    figure.Area,
                    first.Mapping,
                    first.MappingVersion,
                    first.SubmissionNumber,
                    first.SubmissionId,
                    first.LoadedAt,
                    first.PublicationDate
                )
            );
        }
        return cells;
    }

    private async Task<OpenedFiles> OpenAsync(Guid submissionId, CancellationToken cancellation)
    {
        var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        IReadOnlyList<SubmissionFileRow> rows;
        await using (connection)
            rows = await OpenedFiles.RowsAsync(connection, submissionId, cancellation);
        return OpenedFiles.Open(rows, files, cancellation);
    }
}
