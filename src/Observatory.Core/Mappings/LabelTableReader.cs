using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>Reads the label tables of a mapping folder and checks every code against the taxonomy.</summary>
internal sealed class LabelTableReader(
    FolderFiles folder,
    TaxonomyCatalogue taxonomy,
    Provider? provider,
    IReadOnlyCollection<string> notes,
    List<Finding> findings
)
{
    private static readonly string[] AreaWords = ["name", "parent", "level", "type"];
    private readonly Dictionary<string, LabelTable?> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Area> _areas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DimensionMember> _members = new(StringComparer.Ordinal);

    private readonly List<(string Code, CellRef Where)> _parents = [];

    public BroughtCodes Brought => new(_areas, _members);

    /// <summary>
    /// True for the area of incidents without a recorded place: it counts in the whole, but is not a part that could be missing.
    /// </summary>
    public bool IsUnspecified(string area) => (_areas.GetValueOrDefault(area) ?? taxonomy.FindArea(area))?.Type == "Unspecified";

    public IReadOnlyCollection<string> FilesRead => _tables.Keys;

    /// <summary>The table of a file; null with a finding if the file is missing or unreadable.</summary>
    public LabelTable? Read(string file, CellRef askedAt, params IReadOnlyList<string> columns)
    {
        if (_tables.TryGetValue(file, out var known))
            return known;
        LabelTable? table = null;
        if (folder.Files.TryGetValue(file, out var bytes))
            table = Parse(file, bytes, columns);
        else
            findings.Add(
                Finding.Blocking(
                    FindingCodes.MappingFileMissing,
                    askedAt,
                    ("file", file),
                    ("line", askedAt.Row.ToString(CultureInfo.InvariantCulture)),
                    (
                        "nearest",
                        NearestWord.To(file, folder.Files.Keys) ?? string.Join(", ", folder.Files.Keys.Order(StringComparer.Ordinal))
                    )
                )
            );
        _tables[file] = table;
        return table;
    }

    /// <summary>Runs after all tables are read, because another table may bring a member's parent.</summary>
    public void CheckParents()
    {
        foreach (
            var (parent, where) in _parents.Where(p =>
                !_members.ContainsKey(p.Code) && taxonomy.FindMember(BreakdownDimensions.Offence, p.Code) is null
            )
        )
            findings.Add(
                Finding.Blocking(
                    FindingCodes.TableCodeUnknown,
                    where,
                    ("file", where.Sheet),
                    ("line", Number(where.Row)),
                    ("column", "parent"),
                    ("code", parent),
                    ("nearest", NearestWord.To(parent, _members.Keys) ?? "")
                )
            );
    }

    private LabelTable? Parse(string file, ReadOnlyMemory<byte> bytes, IReadOnlyList<string> columns)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, true).GetString(bytes.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            findings.Add(Finding.Blocking(FindingCodes.FileEncoding, new CellRef(file, 1, 1), ("file", file), ("expected", "utf-8")));
            return null;
        }
        using var parser = new CsvParser(
            new StringReader(text),
            new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null }
        );
        if (!parser.Read() || parser.Record is not { } heading)
        {
            findings.Add(Finding.Blocking(FindingCodes.FileEmpty, new CellRef(file, 1, 1), ("file", file)));
            return null;
        }
        var labels = new List<(int At, string Name)>();
        var concepts = new List<(int At, string Concept)>();
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; at < heading.Length; at++)
        {
            var name = heading[at].Trim();
            // An office's own heading may look like a concept: SEXO, ARMA.
            if (columns.Any(c => LabelText.Key(c) == LabelText.Key(name)) && !Concepts.All.Contains(name))
                labels.Add((at, name));
            else if (name is Concepts.Freq or Concepts.ObsValue or Concepts.LowerBound or Concepts.UpperBound)
                // Numbers and frequency are declared once per table; nobody would look for them here.
                findings.Add(
                    Finding.Blocking(
                        FindingCodes.TableColumnUnknown,
                        new CellRef(file, 1, at + 1),
                        ("file", file),
                        ("column", name),
                        ("nearest", Concepts.Indicator)
                    )
                );
            else if (Concepts.All.Contains(name))
                concepts.Add((at, name));
            else if (name is "note" || AreaWords.Contains(name))
                words[name] = at;
            else if (
                name.Length > 0
                && !name.Any(char.IsLower)
                && NearestWord.To(name, Concepts.All) is { } nearest
                && !name.Any(char.IsWhiteSpace)
            )
                findings.Add(
                    Finding.Blocking(
                        FindingCodes.TableColumnUnknown,
                        new CellRef(file, 1, at + 1),
                        ("file", file),
                        ("column", name),
                        ("nearest", nearest)
                    )
                );
            else
                labels.Add((at, name));
        }

        var rows = new List<LabelRow>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (parser.Read())
        {
            var record = parser.Record!;
            if (record.All(string.IsNullOrWhiteSpace))
                continue;
            var line = parser.RawRow;
            string Cell(int at) => at < record.Length ? record[at].Trim() : "";
            string Word(string word) => words.TryGetValue(word, out var at) ? Cell(at) : "";
            var keys = labels.Select(l => Cell(l.At)).ToList();
            var codes = concepts.Select(c => Cell(c.At)).ToList();
            var leftOut = codes.Contains("-");
            if (leftOut && Word("note").Length == 0)
                findings.Add(
                    Finding.Blocking(
                        FindingCodes.TableNoteMissing,
                        new CellRef(file, line, words.TryGetValue("note", out var n) ? n + 1 : 1),
                        ("file", file),
                        ("line", Number(line)),
                        ("label", string.Join(" | ", keys))
                    )
                );
            for (var i = 0; i < codes.Count && !leftOut; i++)
                CheckCode(file, line, concepts[i].At + 1, concepts[i].Concept, codes[i], Word, keys);
            var repeated = concepts.All(c => Concepts.MayRepeat(c.Concept));
            var identity =
                string.Join('\u001f', keys.Select(k => k == "*" ? k : LabelText.Key(k)))
                + (repeated ? "\u001e" + string.Join('\u001f', codes) : "");
            if (concepts.Count > 0 && !seen.Add(identity))
                findings.Add(
                    Finding.Blocking(
                        FindingCodes.TableLabelTwice,
                        new CellRef(file, line, 1),
                        ("file", file),
                        ("line", Number(line)),
                        ("label", string.Join(" | ", keys))
                    )
                );
            if (concepts.Any(c => c.Concept == BreakdownDimensions.Offence) && Word("parent").Length > 0)
                _parents.Add((Word("parent"), new CellRef(file, line, words["parent"] + 1)));
            rows.Add(new LabelRow(keys, codes, leftOut, Word("note"), line));
        }
        // A number in two ranges would silently belong to the first.
        var banded = rows.Where(r => r.Labels.Any(l => NumberRange.TryParse(l) is not null)).ToList();
        for (var i = 0; i < banded.Count; i++)
            if (banded[..i].Any(earlier => IsBandTwice(earlier.Labels, banded[i].Labels)))
                findings.Add(
                    Finding.Blocking(
                        FindingCodes.TableLabelTwice,
                        new CellRef(file, banded[i].Line, 1),
                        ("file", file),
                        ("line", Number(banded[i].Line)),
                        ("label", string.Join(" | ", banded[i].Labels))
                    )
                );
        return new LabelTable(file, [.. labels.Select(l => l.Name)], [.. concepts.Select(c => c.Concept)], rows);
    }

    /// <summary>True if two rows have different ranges that share a number, and nothing else tells them apart.</summary>
    private static bool IsBandTwice(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        var differs = false;
        for (var i = 0; i < one.Count; i++)
        {
            var (a, b) = (NumberRange.TryParse(one[i]), NumberRange.TryParse(other[i]));
            if (a is null != b is null || (a is null ? LabelText.Key(one[i]) != LabelText.Key(other[i]) : !a.Overlaps(b!)))
                return false;
            differs |= a is not null && a != b;
        }
        return differs;
    }

    private void CheckCode(
        string file,
        int line,
        int column,
        string concept,
        string code,
        Func<string, string> word,
        IReadOnlyList<string> labels
    )
    {
        if (code.Length == 0)
            return;
        switch (concept)
        {
            case Concepts.TimePeriod:
                Demand(TimePeriod.TryParse(code) is not null, []);
                return;
            case Concepts.RefArea when IsBrought(code):
                Bring(file, line, column, code, word);
                return;
            case Concepts.RefArea:
                Demand(taxonomy.FindArea(code) is not null, taxonomy.Areas.Select(a => a.Code));
                return;
            case Concepts.Indicator:
                Demand(taxonomy.FindIndicator(code) is not null, taxonomy.Indicators.Select(i => i.Code));
                return;
            case Concepts.UnitMeasure:
                Demand(taxonomy.FindMember("COUNTING_UNIT", code) is not null, Members("COUNTING_UNIT"));
                return;
            case Concepts.ObsStatus:
                Demand(code.Split(';').All(c => taxonomy.FindStatus(c) is not null), taxonomy.Statuses.Select(s => s.Code));
                return;
            case Concepts.ConfStatus:
                Demand(taxonomy.FindMember("CONF", code) is not null, Members("CONF"));
                return;
            case Concepts.Note:
                Demand(notes.Contains(code), notes);
                return;
            case Concepts.DataProvider:
                Demand(taxonomy.FindProvider(code) is not null, taxonomy.Providers.Select(p => p.Code));
                return;
            case Concepts.UnitMult:
                Demand(code is [>= '0' and <= '9'], ["0", "3", "6"]);
                return;
            case BreakdownDimensions.Offence when provider is not null && code.StartsWith(provider.Code + ":", StringComparison.Ordinal):
                var label = word("name");
                var parent = word("parent");
                _members.TryAdd(
                    code,
                    new DimensionMember(
                        concept,
                        code,
                        parent.Length > 0 ? parent : BreakdownDimensions.Total,
                        _members.Count + 1,
                        parent.Length == 0,
                        LocalText.Same(label.Length > 0 ? label : string.Join(" > ", labels))
                    )
                );
                return;
            case AgeBand.Dimension when AgeBand.OfCode(code) is { } band:
                // Two codes for one age band would be two members.
                if (taxonomy.FindMember(concept, code) is null && code == band.Code && band.Brought(code, taxonomy) is { } own)
                    _members.TryAdd(code, own);
                else if (taxonomy.FindMember(concept, code) is null)
                    Refuse(band.Code);
                // Months and weeks are in columns of their own.
                if (labels is [var ages] && AgeBand.OfLabel(ages) is { } written && !band.Holds(written))
                    findings.Add(
                        Finding.Blocking(
                            FindingCodes.TableBandDiffers,
                            new CellRef(file, line, column),
                            ("file", file),
                            ("line", Number(line)),
                            ("label", ages),
                            ("code", code),
                            ("nearest", written.Code)
                        )
                    );
                return;
            case var dimension when BreakdownDimensions.IndexOf(dimension) >= 0:
                Demand(taxonomy.FindMember(dimension, code) is not null, Members(dimension));
                return;
            default:
                return;
        }

        void Demand(bool known, IEnumerable<string> candidates)
        {
            if (!known)
                Refuse(NearestWord.To(code, candidates) ?? "");
        }

        void Refuse(string nearest) =>
            findings.Add(
                Finding.Blocking(
                    FindingCodes.TableCodeUnknown,
                    new CellRef(file, line, column),
                    ("file", file),
                    ("line", Number(line)),
                    ("column", concept),
                    ("code", code),
                    ("nearest", nearest)
                )
            );
    }

    private IEnumerable<string> Members(string dimension) => taxonomy.FindDimension(dimension)?.Members.Select(m => m.Code) ?? [];

    private static bool IsBrought(string code) => code.Contains(':', StringComparison.Ordinal);

    private void Bring(string file, int line, int column, string code, Func<string, string> word)
    {
        var country = code.Split(':')[0];
        var parent = word("parent").Length > 0 ? word("parent") : country;
        if (
            !Enum.TryParse<AreaLevel>(
                word("level").Length > 0 ? word("level") : nameof(AreaLevel.Municipality),
                ignoreCase: true,
                out var level
            )
            || !Enum.IsDefined(level)
            || taxonomy.FindArea(country) is null
            || (taxonomy.FindArea(parent) is null && !_areas.ContainsKey(parent))
            || word("name").Length == 0
        )
        {
            findings.Add(
                Finding.Blocking(
                    FindingCodes.TableCodeUnknown,
                    new CellRef(file, line, column),
                    ("file", file),
                    ("line", Number(line)),
                    ("column", Concepts.RefArea),
                    ("code", code),
                    ("nearest", NearestWord.To(code, taxonomy.Areas.Select(a => a.Code)) ?? "")
                )
            );
            return;
        }
        _areas.TryAdd(
            code,
            new Area(code, level, country, parent, LocalText.Same(word("name")), word("type") is { Length: > 0 } type ? type : null)
        );
    }

    private static string Number(int line) => line.ToString(CultureInfo.InvariantCulture);
}
