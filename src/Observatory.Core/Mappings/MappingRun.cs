using System.Text;
using NodaTime;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Gathering;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>State that the tables of one file share while it is read.</summary>
internal sealed class MappingRun(
    Mapping mapping,
    TaxonomyCatalogue taxonomy,
    string fileName,
    FileFormat format,
    LocalDate today,
    Action<Contribution>? trace,
    string? noteOnAll
)
{
    private ObservationStore? _store;
    private readonly Dictionary<string, string> _facts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _factsFrom = new(StringComparer.Ordinal);
    private readonly Dictionary<ObservationKey, CheckFigure> _checkFigures = [];
    private readonly HashSet<(ObservationKey, string)> _counted = [];
    private readonly HashSet<ObservationKey> _stopped = [];
    private readonly Dictionary<string, Area> _broughtAreas = new(mapping.Brought.Areas, StringComparer.Ordinal);
    private readonly HashSet<string> _readFiles = new(StringComparer.Ordinal);
    private readonly HashSet<string> _readSheets = new(StringComparer.Ordinal);
    private readonly HashSet<(string Sheet, int Row)> _headers = [];
    private readonly HashSet<string> _newAreas = new(StringComparer.Ordinal);

    public Mapping Mapping { get; } = mapping;
    public TaxonomyCatalogue Taxonomy { get; } = taxonomy;
    public string FileName { get; } = fileName;
    public FileFormat Format { get; } = format;
    public LocalDate Today { get; } = today;
    public Action<Contribution>? Trace { get; } = trace;

    /// <summary>A note that every figure of this file has; null for none.</summary>
    public string? NoteOnAll { get; } = noteOnAll;

    public FindingCollector Findings { get; init; } = new();
    public Accounting Accounting { get; } = new();

    /// <summary>The tables that rows are joined with, in the order of the joins.</summary>
    public IReadOnlyList<LookupRows> Lookups { get; set; } = [];

    /// <summary>Figures that are read for comparison and never loaded.</summary>
    public IReadOnlyDictionary<ObservationKey, CheckFigure> CheckFigures => _checkFigures;

    /// <summary>The files of the submission; null if rows are given directly.</summary>
    public SourceFiles? Files { get; init; }

    /// <summary>Opens the stream for figures that do not fit into memory; null if memory keeps them all.</summary>
    public Func<Stream>? OpenScratch { get; init; }
    public ObservationStore Store => _store ??= new ObservationStore(Merge, OpenScratch);
    public CodeBook<string> Indicators { get; } = new(StringComparer.Ordinal);
    public CodeBook<string> Areas { get; } = new(StringComparer.Ordinal);
    public CodeBook<Breakdown> Breakdowns { get; } = new();
    public CodeBook<string> Providers { get; } = WithOwn(mapping.Provider.Code);
    public CodeBook<ValueAttributes> Attributes { get; } = new();
    public IReadOnlyDictionary<string, Area> BroughtAreas => _broughtAreas;
    public IReadOnlyDictionary<string, string> Facts => _facts;

    /// <summary>Text files have rows of equal length; a workbook's rows end at their last cell.</summary>
    public bool IsText(string sheet) => (Files?.FormatOf(sheet) ?? Format) == FileFormat.Csv;

    /// <summary>True if a sheet belongs to a file of this name; a single file matches whatever its name.</summary>
    public bool IsOfFile(string? pattern, string sheet) =>
        pattern is null || Files is not { Names.Count: > 1 } || Recogniser.NameFits(pattern, Files.FileOf(sheet));

    /// <summary>The name of the file that contains a sheet.</summary>
    public string FileOf(string sheet) => Files is { Names.Count: > 1 } ? Files.FileOf(sheet) : FileName;

    /// <summary>Records that a table or a lookup was found on a sheet.</summary>
    public void SetRead(string sheet)
    {
        _readFiles.Add(FileOf(sheet));
        _readSheets.Add(sheet);
    }

    /// <summary>Records where a table found its header.</summary>
    public void SetHeader(string sheet, int row) => _headers.Add((sheet, row));

    public bool IsReadSheet(string sheet) => _readSheets.Contains(sheet);

    public bool IsHeader(string sheet, int row) => _headers.Contains((sheet, row));

    /// <summary>
    /// Reports files that no table read although others were read. This blocks the submission if a table could have been in the file. If
    /// the mapping names its files, including lookups, and this is none of them, it is only a note, because sheets that no table names are
    /// ordinary too.
    /// </summary>
    public void ReportUnread()
    {
        if (Files is not { Names.Count: > 1 } || _readFiles.Count == 0)
            return;
        foreach (var file in Files.Names.Where(f => !_readFiles.Contains(f)))
        {
            var tables = Mapping
                .Tables.Where(t =>
                    t.File is { } name ? Recogniser.NameFits(name, file) : Mapping.Lookups.Count == 0 || Recogniser.NameFits(Mapping, file)
                )
                .ToList();
            Findings.Add(
                tables.Count == 0
                    ? Finding.Warning(FindingCodes.FileNotRead, null, ("file", file))
                    : Finding.Blocking(
                        FindingCodes.FileNotRead,
                        null,
                        ("file", file),
                        ("expected", string.Join(", ", TableHeader.Needed(tables[0])))
                    )
            );
        }
    }

    /// <summary>The name of a sheet without its file's name.</summary>
    public string SheetName(string sheet) => Files is { Names.Count: > 1 } ? SourceFiles.SheetOf(sheet) : sheet;

    /// <summary>Searches a text for facts. Within one place the first match stays; another sheet or block has its own.</summary>
    /// <param name="from">What the text belongs to, such as a sheet.</param>
    public void ReadFacts(FactOrigin place, string text, string from)
    {
        foreach (var fact in Mapping.Facts)
        {
            if (
                fact.In != place
                || fact.Names.All(n => _factsFrom.TryGetValue(n, out var known) && known == from)
                || fact.Pattern.Match(text) is not { Success: true } match
            )
                continue;
            foreach (var name in fact.Names)
            {
                SetFact(name, match.Groups[name].Value);
                _factsFrom[name] = from;
            }
        }
    }

    /// <summary>Sets a fact that a section row names; it applies until the next one.</summary>
    public void SetFact(string name, string text)
    {
        if (_facts.TryGetValue(name, out var known) && known == text)
            return;
        _facts[name] = text;
        FactChanges++;
    }

    /// <summary>How often a fact has changed: results that used facts before are no longer valid.</summary>
    public int FactChanges { get; private set; }

    /// <summary>Reports a finding and accounts for the cell that it sets aside.</summary>
    public void PutAside(Finding finding)
    {
        Findings.Add(finding);
        Accounting.PutAside(finding.Code);
    }

    /// <summary>Keeps a figure that is only compared.</summary>
    public void Check(ObservationKey key, decimal value, CellRef cell) =>
        _checkFigures[key] = _checkFigures.TryGetValue(key, out var held)
            ? held with
            {
                Value = held.Value + value,
            }
            : new CheckFigure(value, cell);

    /// <summary>True the first time that a text counts in a figure.</summary>
    public bool CountsAnew(ObservationKey key, string text) => _counted.Add((key, text));

    /// <summary>Stops a figure for which two values were given, so that it has none. True the first time.</summary>
    public bool Stop(ObservationKey key) => _stopped.Add(key);

    /// <summary>The number of figures that were stopped.</summary>
    public int Stopped => _stopped.Count;

    public bool IsStopped(ObservationKey key) => _stopped.Count > 0 && _stopped.Contains(key);

    /// <summary>A pattern filled from facts alone; null if one of them was not found.</summary>
    public string? FromFacts(string pattern)
    {
        var text = new StringBuilder();
        foreach (var part in TextPattern.Parts(pattern))
        {
            text.Append(part.Literal);
            if (part.Token is null)
                continue;
            if (Fact(part.Token) is not { } fact)
                return null;
            text.Append(part.Shaped(fact));
        }
        return text.ToString();
    }

    /// <summary>The fact that a token such as <c>fact.year</c> names; null if it was not found.</summary>
    public string? Fact(string token) =>
        token.StartsWith(TextPattern.FactPrefix, StringComparison.Ordinal)
            ? _facts.GetValueOrDefault(token[TextPattern.FactPrefix.Length..])
            : null;

    /// <summary>True if the area is in the taxonomy or was brought by this feed.</summary>
    public bool KnowsArea(string code) => Taxonomy.FindArea(code) is not null || _broughtAreas.ContainsKey(code);

    /// <summary>Adds an area that the file itself names. The first name stays unless a better row comes.</summary>
    public void BringArea(Area area, bool better, CellRef where)
    {
        if (_newAreas.Add(area.Code))
        {
            _broughtAreas[area.Code] = area;
            Findings.Add(
                Finding.Note(
                    FindingCodes.AreaNew,
                    where,
                    [
                        ("area", area.Code),
                        ("label", area.Label.En),
                        .. LanguageCodes
                            .All.Where(l => area.Label.In(l) != area.Label.En)
                            .Select(l => ($"label.{l.Code()}", area.Label.In(l))),
                    ]
                )
            );
        }
        else if (better)
        {
            _broughtAreas[area.Code] = area;
        }
    }

    public int Merge(int one, int other)
    {
        var (a, b) = (Attributes[one], Attributes[other]);
        return Attributes.NumberOf(
            new ValueAttributes(
                Union(a.Statuses, b.Statuses, ';'),
                a.CountingUnit,
                Stricter(a.Confidentiality, b.Confidentiality),
                Union(a.Notes, b.Notes, '\n')
            )
        );
    }

    public void Fill(FillRule fill)
    {
        var present = new Dictionary<ObservationKey, HashSet<string>>();
        var sibling = new Dictionary<ObservationKey, ObservationKey>();
        foreach (var key in Store.Keys)
        {
            var breakdown = Breakdowns[key.Breakdown];
            var member = breakdown[fill.Dimension];
            if (!fill.Members.Contains(member))
                continue;
            var group = key with { Breakdown = Breakdowns.NumberOf(breakdown.With(fill.Dimension, BreakdownDimensions.Total)) };
            if (!present.TryGetValue(group, out var members))
            {
                present.Add(group, members = new HashSet<string>(StringComparer.Ordinal));
                sibling.Add(group, key);
            }
            members.Add(member);
        }
        foreach (var (group, members) in present)
        {
            // If only the unknown member is given, nothing is known of its siblings, and zero would be a guess.
            if (members is { Count: 1 } && members.Contains("_U"))
                continue;
            foreach (var absent in fill.Members.Where(m => !members.Contains(m)))
            {
                var from = sibling[group];
                var key = group with { Breakdown = Breakdowns.NumberOf(Breakdowns[group.Breakdown].With(fill.Dimension, absent)) };
                Store.AddByRule(key, from, Store.Find(from)!.Value.Attributes);
            }
        }
    }

    /// <summary>A figure of the file that is only compared with its parts.</summary>
    public sealed record CheckFigure(decimal Value, CellRef Cell);

    private static CodeBook<string> WithOwn(string provider)
    {
        var providers = new CodeBook<string>(StringComparer.Ordinal);
        providers.NumberOf(provider);
        return providers;
    }

    private static string Stricter(string a, string b) => a == "F" ? b : a;

    private static string Union(string a, string b, char by)
    {
        if (a == b || b.Length == 0)
            return a;
        if (a.Length == 0)
            return b;
        var all = a.Split(by).Union(b.Split(by), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        // If one value is normal and another has a remark, the remark is more informative.
        if (by == ';' && all.Count > 1)
            all.Remove("A");
        return string.Join(by, all);
    }
}
