using System.Globalization;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>
/// Reads the rows of one file with one mapping: a pure function of the rows, the mapping and the taxonomy. Rows stream through once; only
/// the figures are kept.
/// </summary>
public sealed class FileMapper
{
    private readonly MappingRun _run;
    private readonly Mapping _mapping;

    /// <param name="today">No figure can be about a period that begins after this day.</param>
    /// <param name="trace">Called with every cell that goes into a figure, in reading order; may be null.</param>
    /// <param name="noteOnAll">A note that every figure of this file has; null for none.</param>
    public FileMapper(
        Mapping mapping,
        TaxonomyCatalogue taxonomy,
        string fileName,
        FileFormat format,
        LocalDate today,
        Action<Contribution>? trace = null,
        string? noteOnAll = null
    )
        : this(mapping, new MappingRun(mapping, taxonomy, fileName, format, today, trace, noteOnAll)) { }

    private FileMapper(Mapping mapping, MappingRun run) => (_mapping, _run) = (mapping, run);

    /// <summary>Reads the files of a submission.</summary>
    /// <param name="openScratch">Opens an empty stream for figures that do not fit into memory; null if memory keeps them all.</param>
    public static MappedFile Map(
        SourceFiles files,
        Mapping mapping,
        TaxonomyCatalogue taxonomy,
        LocalDate today,
        CancellationToken cancellation,
        Action<Contribution>? trace = null,
        string? noteOnAll = null,
        Func<Stream>? openScratch = null,
        FindingCollector? findings = null,
        Action<long>? onRows = null
    )
    {
        var run = new MappingRun(mapping, taxonomy, files.Name, files.Format, today, trace, noteOnAll)
        {
            Files = files,
            OpenScratch = openScratch,
            Findings = findings ?? new FindingCollector(),
        };
        bool IsLookup(string name) =>
            files.Names.Count > 1 && mapping.Lookups.Any(l => l.File is { } pattern && Recogniser.NameFits(pattern, name));
        return new FileMapper(mapping, run).Map(
            RowsAhead.Of(Told(files.Rows(name => !IsLookup(name), cancellation), onRows)),
            lookup =>
                files.Rows(
                    name => lookup.File is null ? !IsLookup(name) : files.Names.Count > 1 && Recogniser.NameFits(lookup.File, name),
                    cancellation
                ),
            cancellation
        );
    }

    private static IEnumerable<GridRow> Told(IEnumerable<GridRow> rows, Action<long>? onRows) =>
        onRows is null ? rows : Counted(rows, onRows);

    private static IEnumerable<GridRow> Counted(IEnumerable<GridRow> rows, Action<long> onRows)
    {
        const int often = 1024;
        var count = 0L;
        foreach (var row in rows)
        {
            if (++count % often == 0)
                onRows(count);
            yield return row;
        }
        onRows(count);
    }

    /// <summary>Reads rows that are given directly, as in a test; lookups are sheets among them.</summary>
    public MappedFile Map(IEnumerable<GridRow> rows, CancellationToken cancellation = default) => Map(rows, _ => rows, cancellation);

    private MappedFile Map(IEnumerable<GridRow> rows, Func<Lookup, IEnumerable<GridRow>> rowsOfLookup, CancellationToken cancellation)
    {
        foreach (var name in _run.Files?.Names ?? [_run.FileName])
            _run.ReadFacts(FactOrigin.FileName, name, name);
        var lookups = new List<LookupRows>();
        foreach (var lookup in _mapping.Lookups)
        {
            var found = new LookupRows(lookup, _run);
            found.Read(
                Noted(rowsOfLookup(lookup).Where(r => lookup.Sheet is null || LabelText.Fits(lookup.Sheet, _run.SheetName(r.Sheet)))),
                cancellation
            );
            lookups.Add(found);
        }
        _run.Lookups = lookups;
        var tables = _mapping.Tables.Select(t => new TableMapper(t, _run)).ToList();
        string? sheet = null;
        List<TableMapper> onSheet = [];
        List<TableMapper> elsewhere = [];
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            if (sheet != row.Sheet)
            {
                sheet = row.Sheet;
                _run.ReadFacts(FactOrigin.SheetName, _run.SheetName(sheet), sheet);
                foreach (var table in onSheet)
                    table.EndSheet();
                foreach (var table in elsewhere)
                    table.EndElsewhere();
                onSheet = [.. tables.Where(t => t.IsOn(row.Sheet))];
                elsewhere = [.. tables.Except(onSheet)];
                foreach (var table in onSheet)
                    table.BeginSheet(row.Sheet);
                foreach (var table in elsewhere)
                    table.BeginElsewhere(row.Sheet);
            }
            foreach (var table in elsewhere)
                table.SeeElsewhere(row);
            foreach (var table in onSheet)
                table.Read(row);
        }
        foreach (var table in onSheet)
            table.EndSheet();
        foreach (var table in elsewhere)
            table.EndElsewhere();
        foreach (var table in tables)
            table.End();
        _run.ReportUnread();
        foreach (var table in _mapping.Tables)
            if (table.Fill is { } fill)
                _run.Fill(fill);
        var patterns = _mapping
            .Tables.SelectMany(t => new[] { t.Covers?.From, t.Covers?.To })
            .Append(_mapping.PublicationDate)
            .OfType<string>();
        foreach (var token in patterns.SelectMany(TextPattern.Tokens).Distinct(StringComparer.Ordinal).Where(t => _run.Fact(t) is null))
            _run.Findings.Add(
                Finding.Warning(
                    FindingCodes.FactNotFound,
                    null,
                    ("word", token[(token.IndexOf('.', StringComparison.Ordinal) + 1)..]),
                    ("file", _run.FileName)
                )
            );
        if (_run.Store.IsEmpty && !_run.Findings.IsBlocked)
            _run.Findings.Add(Finding.Blocking(FindingCodes.NothingToLoad, null, ("file", _run.FileName)));
        foreach (
            var check in _mapping.Tables.SelectMany(t => t.Checks.Concat(t.Partitions.Select(SumRule.Of).Where(GivesWholes))).Distinct()
        )
            SumChecks.Apply(check, _run);
        if (!_run.Accounting.Balances)
            _run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.AccountingOpen,
                    null,
                    ("expected", _run.Accounting.CellsRead.ToString(CultureInfo.InvariantCulture)),
                    (
                        "actual",
                        (_run.Accounting.CellsLoaded + _run.Accounting.CellsLeftOut + _run.Accounting.CellsSetAside).ToString(
                            CultureInfo.InvariantCulture
                        )
                    )
                )
            );
        var scopes = tables.SelectMany(t => t.Coverage.Scopes()).ToList();
        var published =
            _mapping.PublicationDate is { } pattern && _run.FromFacts(pattern) is { } text ? PeriodText.TryDate(text, null) : null;
        return new MappedFile
        {
            Mapping = _mapping,
            Findings = _run.Findings,
            Accounting = _run.Accounting,
            Indicators = _run.Indicators.Entries,
            Areas = _run.Areas.Entries,
            Breakdowns = _run.Breakdowns.Entries,
            Providers = _run.Providers.Entries,
            Attributes = _run.Attributes.Entries,
            BroughtAreas = _run.BroughtAreas,
            Scopes = scopes,
            Partitions = [.. tables.SelectMany(t => t.Coverage.Partitions())],
            Facts = _run.Facts,
            PublicationDate = published,
            CountObservations = () => _run.Store.Count - _run.Stopped,
            Observations = _run.Store.All().Where(o => !_run.IsStopped(o.Key)),
        };
    }

    /// <summary>
    /// Whether any whole is in the file beside its parts; if not, there is nothing to compare and the figures are not read again.
    /// </summary>
    private bool GivesWholes(SumRule rule) =>
        rule.Whole is { } whole
        && _run.Breakdowns.Entries.Any(b =>
            rule.Parts.Contains(b[rule.Over]) && _run.Breakdowns.TryNumberOf(b.With(rule.Over, whole), out _)
        );

    /// <summary>Returns the same rows and records each sheet among them as read.</summary>
    private IEnumerable<GridRow> Noted(IEnumerable<GridRow> rows)
    {
        string? sheet = null;
        foreach (var row in rows)
        {
            if (sheet != row.Sheet)
                _run.SetRead(sheet = row.Sheet);
            yield return row;
        }
    }
}
