using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>Reads a folder of <c>etl-mappings</c> into a <see cref="Mapping"/>, or says word by word what is wrong with it.</summary>
public static class MappingReader
{
    public const string FileName = "mapping.yaml";

    // A mapping is written by people: far beyond these it is an attack or an accident.
    private const int MaxBytes = 1 << 20;

    public static (Mapping? Mapping, IReadOnlyList<Finding> Findings) Read(FolderFiles folder, TaxonomyCatalogue taxonomy)
    {
        var findings = new List<Finding>();
        if (!folder.Files.TryGetValue(FileName, out var bytes))
        {
            findings.Add(Finding.Blocking(FindingCodes.MappingFileMissing, new CellRef(folder.Name, 1, 1), ("file", FileName), ("line", "1"), ("nearest", FileName)));
            return (null, findings);
        }
        if (bytes.Length > MaxBytes)
        {
            findings.Add(Finding.Blocking(FindingCodes.FileTooLarge, new CellRef(FileName, 1, 1), ("file", FileName), ("limit", MaxBytes.ToString(CultureInfo.InvariantCulture))));
            return (null, findings);
        }
        string text;
        try
        {
            text = new UTF8Encoding(false, true).GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            findings.Add(Finding.Blocking(FindingCodes.FileEncoding, new CellRef(FileName, 1, 1), ("file", FileName), ("expected", "utf-8")));
            return (null, findings);
        }
        if (YamlWords.Parse(FileName, text, findings) is not { } words)
            return (null, findings);
        var mapping = new Reading(folder, taxonomy, findings).Read(words);
        return (findings.Any(f => f.Severity == Severity.Blocking) ? null : mapping, findings);
    }

    private sealed class Reading(FolderFiles folder, TaxonomyCatalogue taxonomy, List<Finding> findings)
    {
        private static readonly Dictionary<string, Severity> Severities = new() { ["note"] = Severity.Note, ["warning"] = Severity.Warning, ["blocking"] = Severity.Blocking };
        private static readonly Dictionary<string, FactPlace> Places = new() { ["title"] = FactPlace.Title, ["footer"] = FactPlace.Footer, ["fileName"] = FactPlace.FileName, ["sheetName"] = FactPlace.SheetName };

        private LabelTableReader _tables = null!;
        private ConceptWords _concepts = null!;

        public Mapping? Read(YamlWords words)
        {
            var id = words.Text("mapping", true) ?? "";
            if (id.Length > 0 && id != folder.Name)
                words.Wrong("mapping", folder.Name, id, folder.Name);
            var version = words.Number("version", true) ?? 0;
            var title = words.Local("title", true) ?? LocalText.Same("");
            if (!title.IsComplete)
                words.Wrong("title", "en, es, fr, pt");
            var providerCode = words.Text("DATA_PROVIDER", true) ?? "";
            var provider = taxonomy.FindProvider(providerCode);
            if (provider is null && providerCode.Length > 0)
                words.Wrong("DATA_PROVIDER", "providers.csv", providerCode, NearestWord.To(providerCode, taxonomy.Providers.Select(p => p.Code)));
            var notes = Notes(words);
            _tables = new LabelTableReader(folder, taxonomy, provider, notes.Keys, findings);
            _concepts = new ConceptWords(taxonomy, _tables, notes.Keys);
            var recognise = Recognise(words.Words("recognise"));
            var facts = Facts(words);
            var publication = words.Text("publicationDate");
            var shared = ReadTableWords(words, null);
            var tables = new List<MappingTable>();
            if (words.Has("tables"))
            {
                foreach (var table in words.List("tables"))
                {
                    tables.Add(ReadTableWords(table, shared));
                    table.Finish();
                }
            }
            else
            {
                tables.Add(shared);
            }
            if (tables.Count == 0)
                words.Wrong("tables", "sheet, concepts");
            words.Finish();
            foreach (var table in tables)
                CheckTable(table, words);
            if (provider is null)
                return null;
            return new Mapping
            {
                Id = id, Version = version, Checksum = Checksum(), Title = title, Provider = provider, Recognise = recognise, Facts = facts,
                PublicationDate = publication, Tables = tables, Notes = notes, Brought = _tables.Brought,
            };
        }

        private static Dictionary<string, LocalText> Notes(YamlWords words)
        {
            var notes = new Dictionary<string, LocalText>(StringComparer.Ordinal);
            if (words.Words("notes") is not { } listed)
                return notes;
            foreach (var (word, _, _) in listed.Pairs.ToList())
            {
                var text = listed.Local(word, true);
                if (text is null)
                    continue;
                if (!text.IsComplete)
                    listed.Wrong(word, "en, es, fr, pt");
                notes[word] = text;
            }
            return notes;
        }

        private static Recognition Recognise(YamlWords? words)
        {
            if (words is null)
                return new Recognition(null, [], [], [], null);
            var formats = words.Texts("format");
            foreach (var format in formats)
                if (format is not ("csv" or "xlsx" or "xls"))
                    words.Wrong("format", "csv, xlsx, xls", format, NearestWord.To(format, ["csv", "xlsx", "xls"]));
            var recognise = new Recognition(words.Text("fileName"), formats, words.Texts("columns"), words.Texts("withoutColumns"), ConceptWords.Regex(words, "title"));
            words.Finish();
            return recognise;
        }

        private static List<FactPattern> Facts(YamlWords words)
        {
            var facts = new List<FactPattern>();
            foreach (var fact in words.List("facts"))
            {
                var place = fact.OneOf("in", Places, true);
                var pattern = ConceptWords.Regex(fact, "pattern", true);
                fact.Finish();
                if (place is { } where && pattern is not null)
                    facts.Add(new FactPattern(where, pattern, [.. pattern.GetGroupNames().Where(n => !int.TryParse(n, out _))]));
            }
            return facts;
        }

        /// <summary>The words of a table; what a table of several does not say, it has from the words above all tables.</summary>
        private MappingTable ReadTableWords(YamlWords words, MappingTable? from)
        {
            var concepts = ConceptsOf(words, from?.Concepts);
            var series = words.List("series").Select(SeriesBlockOf).ToList();
            var numbers = words.Words("dialect");
            var dialect = numbers is null ? (from?.Numbers ?? new NumberText(null, null), from?.HeaderRow, from?.Encoding) : Dialect(numbers);
            // A mark's first period is read in the table's own frequency, so the frequency has to be known first.
            var frequency = concepts.TryGetValue(Concepts.Freq, out var freq) ? FrequencyCodes.TryParse(freq.Value) : null;
            return new MappingTable
            {
                Sheet = words.Text("sheet") ?? from?.Sheet,
                HeaderRow = dialect.Item2,
                Numbers = dialect.Item1,
                Encoding = dialect.Item3,
                StopAt = words.Has("stopAt") || from is null ? _concepts.Conditions(words.Words("stopAt")) : from.StopAt,
                LeaveOut = words.Has("leaveOut") || from is null ? [.. words.List("leaveOut").Select(RowRuleOf)] : from.LeaveOut,
                Totals = words.Has("totals") || from is null ? [.. words.List("totals").Select(TotalOf)] : from.Totals,
                Unpivot = words.Has("unpivot") || from is null ? Unpivot(words) : from.Unpivot,
                Ignore = words.Has("ignore") || from is null ? Ignored(words) : from.Ignore,
                NeverStore = words.Has("neverStore") || from is null ? words.Texts("neverStore") : from.NeverStore,
                Marks = words.Has("marks") || from is null ? [.. words.List("marks").Select(m => MarkOf(m, frequency))] : from.Marks,
                Concepts = concepts,
                Series = words.Has("series") || from is null ? series : from.Series,
                TotalOver = words.Has("totalOver") || from is null ? TotalOver(words) : from.TotalOver,
                CombineSum = Combine(words) ?? from?.CombineSum ?? false,
                Fill = words.Has("fill") || from is null ? Fill(words.Words("fill")) : from.Fill,
                Covers = words.Has("covers") || from is null ? Covers(words.Words("covers")) : from.Covers,
                Checks = words.Has("checks") || from is null ? [.. words.List("checks").Select(SumRuleOf)] : from.Checks,
            };
        }

        private static (NumberText, int?, string?) Dialect(YamlWords words)
        {
            char? Mark(string word)
            {
                var text = words.Text(word);
                if (text is null or "")
                    return null;
                if (text.Length == 1 && !char.IsAsciiDigit(text[0]))
                    return text[0];
                words.Wrong(word, "one mark", text);
                return null;
            }

            var (point, group) = (Mark("decimalChar"), Mark("groupChar"));
            if (point is not null && point == group)
                words.Wrong("groupChar", "another mark than decimalChar", group.ToString());
            var encoding = words.Text("encoding");
            if (encoding is not (null or "utf-8" or "windows-1252" or "utf-16"))
                words.Wrong("encoding", "utf-8, windows-1252, utf-16", encoding, NearestWord.To(encoding, ["utf-8", "windows-1252", "utf-16"]));
            var header = words.Number("headerRow", min: 1, max: 1_048_576);
            words.Finish();
            return (new NumberText(point, group), header, encoding);
        }

        private static bool? Combine(YamlWords words)
        {
            var combine = words.Text("combine");
            if (combine is not (null or "sum"))
                words.Wrong("combine", "sum", combine, "sum");
            return combine is null ? null : true;
        }

        private Dictionary<string, ConceptSource> ConceptsOf(YamlWords words, IReadOnlyDictionary<string, ConceptSource>? from)
        {
            var concepts = from is null ? new Dictionary<string, ConceptSource>(StringComparer.Ordinal) : new Dictionary<string, ConceptSource>(from, StringComparer.Ordinal);
            if (words.Words("concepts") is not { } listed)
                return concepts;
            ReadConcepts(listed, concepts);
            return concepts;
        }

        private void ReadConcepts(YamlWords listed, Dictionary<string, ConceptSource> into)
        {
            foreach (var concept in Concepts.All)
                if (listed.Words(concept) is { } source)
                    into[concept] = _concepts.Source(concept, source);
            listed.Finish();
        }

        private SeriesBlock SeriesBlockOf(YamlWords words)
        {
            var name = words.Text("name", true) ?? "";
            var concepts = new Dictionary<string, ConceptSource>(StringComparer.Ordinal);
            if (words.Words("concepts", true) is { } listed)
                ReadConcepts(listed, concepts);
            var totals = TotalOver(words);
            words.Finish();
            return new SeriesBlock(name, concepts, totals);
        }

        private static IReadOnlyList<string> TotalOver(YamlWords words)
        {
            var dimensions = words.Texts("totalOver");
            foreach (var dimension in dimensions.Where(d => BreakdownDimensions.IndexOf(d) < 0))
                words.Wrong("totalOver", string.Join(", ", BreakdownDimensions.All), dimension, NearestWord.To(dimension, BreakdownDimensions.All));
            return dimensions;
        }

        private RowRule RowRuleOf(YamlWords words)
        {
            var rule = new RowRule(words.Text("rule", true) ?? "", _concepts.Conditions(words.Words("where", true)), words.Text("because", true) ?? "");
            words.Finish();
            return rule;
        }

        private TotalRule TotalOf(YamlWords words)
        {
            var total = new TotalRule(_concepts.Conditions(words.Words("where", true)), words.Flag("required") ?? true);
            words.Finish();
            return total;
        }

        private static List<UnpivotedColumn> Unpivot(YamlWords words)
        {
            if (!words.Has("unpivot"))
                return [];
            var node = words.Node.Children[new YamlDotNet.RepresentationModel.YamlScalarNode("unpivot")];
            if (node is not YamlDotNet.RepresentationModel.YamlMappingNode)
            {
                var listed = words.Texts("unpivot");
                Once(words, "unpivot", listed);
                return [.. listed.Select(h => new UnpivotedColumn(h, h))];
            }
            var map = words.Words("unpivot")!;
            Once(words, "unpivot", map.Pairs.Select(p => p.Word));
            return [.. map.Pairs.Select(p => new UnpivotedColumn(p.Word, map.Text(p.Word) ?? ""))];
        }

        private static List<IgnoredColumn> Ignored(YamlWords words)
        {
            if (words.Words("ignore") is not { } map)
                return [];
            Once(words, "ignore", map.Pairs.Select(p => p.Word));
            return [.. map.Pairs.Select(p => new IgnoredColumn(p.Word, map.Text(p.Word) ?? ""))];
        }

        /// <summary>Two spellings of one heading are one column of the file.</summary>
        private static void Once(YamlWords words, string word, IEnumerable<string> headings)
        {
            foreach (var twice in headings.GroupBy(LabelText.Key, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
                words.Wrong(word, "each column once", string.Join(", ", twice));
        }

        private Mark MarkOf(YamlWords words, Frequency? frequency)
        {
            TimePeriod? Period(string word)
            {
                var text = words.Text(word);
                if (text is null)
                    return null;
                var period = TimePeriod.TryParse(text);
                if (period is null || (frequency is not null && period.Value.Frequency != frequency))
                    words.Wrong(word, frequency is { } f ? $"FREQ {f.Code()}" : "2017, 2017-Q1, 2017-03", text);
                return period;
            }

            var mark = new Mark(
                words.Texts("text", true), words.Texts("columns"), _concepts.Conditions(words.Words("where")), Period("from"), Period("to"),
                words.Text("rule"), words.Text(Concepts.ObsStatus), words.Decimal(Concepts.ObsValue));
            if (mark.Status is not null)
                _concepts.CheckValue(Concepts.ObsStatus, mark.Status, words);
            if (mark is { Rule: null, Status: null, Value: null } or { Rule: not null, Status: not null } or { Rule: not null, Value: not null })
                words.Wrong("rule", "rule, OBS_STATUS, OBS_VALUE");
            words.Finish();
            return mark;
        }

        private FillRule? Fill(YamlWords? words)
        {
            if (words is null)
                return null;
            var dimension = words.Text("dimension", true) ?? "";
            if (BreakdownDimensions.IndexOf(dimension) < 0)
                words.Wrong("dimension", string.Join(", ", BreakdownDimensions.All), dimension, NearestWord.To(dimension, BreakdownDimensions.All));
            var members = words.Texts("members", true);
            foreach (var member in members.Where(m => taxonomy.FindMember(dimension, m) is null))
                words.Wrong("members", dimension, member, NearestWord.To(member, _concepts.Members(dimension)));
            words.Finish();
            return new FillRule(dimension, members);
        }

        private CoverageRule? Covers(YamlWords? words)
        {
            if (words is null)
                return null;
            var area = words.Text("area", true) ?? "";
            if (taxonomy.FindArea(area) is null)
                words.Wrong("area", "countries.csv, subdivisions.csv", area, NearestWord.To(area, taxonomy.Areas.Select(a => a.Code)));
            var level = words.OneOf("level", ConceptWords.Levels, true) ?? AreaLevel.Subdivision;
            var absentIsZero = words.Text("absent") switch
            {
                null => false,
                "zero" => true,
                var other => Refuse(other),
            };
            var parts = words.Text("parts");
            var table = parts is null ? null : _tables.Read(parts, words.At("parts"));
            var at = table?.Concepts.ToList().IndexOf(Concepts.RefArea) ?? -1;
            var codes = at < 0 ? [] : table!.Rows.Where(r => !r.LeftOut).Select(r => r.Codes[at]).Where(c => c != area).Distinct(StringComparer.Ordinal).ToList();
            if (parts is null == !absentIsZero)
                words.Wrong("covers", "parts, absent: zero");
            var covers = new CoverageRule(area, level, codes, absentIsZero, words.Text("from"), words.Text("to"));
            words.Finish();
            return covers;

            bool Refuse(string other)
            {
                words.Wrong("absent", "zero", other, "zero");
                return false;
            }
        }

        private SumRule SumRuleOf(YamlWords words)
        {
            var over = words.Text("over", true) ?? "";
            if (over != Concepts.RefArea && BreakdownDimensions.IndexOf(over) < 0)
                words.Wrong("over", $"{Concepts.RefArea}, {string.Join(", ", BreakdownDimensions.All)}", over, NearestWord.To(over, [Concepts.RefArea, .. BreakdownDimensions.All]));
            var whole = words.Text("whole", true);
            var indicators = words.Texts("indicators");
            foreach (var indicator in indicators.Where(i => taxonomy.FindIndicator(i) is null))
                words.Wrong("indicators", "indicators.csv", indicator, NearestWord.To(indicator, taxonomy.Indicators.Select(i => i.Code)));
            var rule = new SumRule(over, whole == "parent" ? null : whole, indicators, words.OneOf("severity", Severities, true) ?? Severity.Blocking, words.Decimal("tolerance") ?? 0);
            words.Finish();
            return rule;
        }

        private static void CheckTable(MappingTable table, YamlWords words)
        {
            IEnumerable<IReadOnlyDictionary<string, ConceptSource>> wholes = table.Series.Count == 0
                ? [table.Concepts]
                : table.Series.Select(s => Overlay(table.Concepts, s.Concepts));
            foreach (var concepts in wholes)
            {
                var filled = concepts.Values.SelectMany(c => c.Codes?.Concepts ?? []).Concat(concepts.Keys).ToHashSet(StringComparer.Ordinal);
                foreach (var missing in Concepts.Required.Where(c => !filled.Contains(c)))
                    words.Wrong("concepts", missing, string.Join(", ", concepts.Keys), missing);
                if (concepts.TryGetValue(Concepts.ObsValue, out var value) && value.Columns.Count != 1)
                    words.Wrong("concepts", "OBS_VALUE: { column: … } or { unpivoted: true }");
                else if (concepts.Values.Any(c => c.Columns.Contains(TextPattern.Unpivoted)) && table.Unpivot.Count == 0)
                    words.Wrong("concepts", "unpivot");
            }
        }

        /// <summary>The checksum is over what decides the figures: not the sample, not the schedule.</summary>
        private string Checksum()
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var name in _tables.FilesRead.Append(FileName).Order(StringComparer.Ordinal))
            {
                if (!folder.Files.TryGetValue(name, out var bytes))
                    continue;
                hash.AppendData(Encoding.UTF8.GetBytes(name + "\0"));
                hash.AppendData(bytes.Span);
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>The sources of one series: those of the table, with the series' own in their place.</summary>
    internal static Dictionary<string, ConceptSource> Overlay(IReadOnlyDictionary<string, ConceptSource> table, IReadOnlyDictionary<string, ConceptSource> series)
    {
        var all = new Dictionary<string, ConceptSource>(table, StringComparer.Ordinal);
        foreach (var (concept, source) in series)
            all[concept] = source;
        return all;
    }
}
