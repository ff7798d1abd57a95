using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>Reads a folder of <c>etl-mappings</c> into a <see cref="Mapping"/>, or reports for each word what is wrong with it.</summary>
public static class MappingReader
{
    public const string FileName = "mapping.yaml";

    // People write mappings: anything far beyond these limits is an attack or an accident.
    private const int MaxBytes = 1 << 20;

    public static (Mapping? Mapping, IReadOnlyList<Finding> Findings) Read(FolderFiles folder, TaxonomyCatalogue taxonomy)
    {
        var findings = new List<Finding>();
        if (!folder.Files.TryGetValue(FileName, out var bytes))
        {
            findings.Add(
                Finding.Blocking(
                    FindingCodes.MappingFileMissing,
                    new CellRef(folder.Name, 1, 1),
                    ("file", FileName),
                    ("line", "1"),
                    ("nearest", FileName)
                )
            );
            return (null, findings);
        }
        if (bytes.Length > MaxBytes)
        {
            findings.Add(
                Finding.Blocking(
                    FindingCodes.FileTooLarge,
                    new CellRef(FileName, 1, 1),
                    ("file", FileName),
                    ("limit", MaxBytes.ToString(CultureInfo.InvariantCulture))
                )
            );
            return (null, findings);
        }
        string text;
        try
        {
            text = new UTF8Encoding(false, true).GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            findings.Add(
                Finding.Blocking(FindingCodes.FileEncoding, new CellRef(FileName, 1, 1), ("file", FileName), ("expected", "utf-8"))
            );
            return (null, findings);
        }
        if (YamlWords.Parse(FileName, text, findings) is not { } words)
            return (null, findings);
        var mapping = new Reading(folder, taxonomy, findings).Read(words);
        return (findings.Any(f => f.Severity == Severity.Blocking) ? null : mapping, findings);
    }

    private sealed class Reading(FolderFiles folder, TaxonomyCatalogue taxonomy, List<Finding> findings)
    {
        private static readonly Dictionary<string, FactOrigin> Places = new()
        {
            ["title"] = FactOrigin.Title,
            ["footer"] = FactOrigin.Footer,
            ["fileName"] = FactOrigin.FileName,
            ["sheetName"] = FactOrigin.SheetName,
        };

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
                words.Wrong(
                    "DATA_PROVIDER",
                    "providers.csv",
                    providerCode,
                    NearestWord.To(providerCode, taxonomy.Providers.Select(p => p.Code))
                );
            var overrides = OtherFeeds(words, "overrides", id, []);
            var yieldsTo = OtherFeeds(words, "yieldsTo", id, overrides);
            var continues = OtherFeeds(words, "continues", id, [.. overrides, .. yieldsTo]);
            var notes = Notes(words);
            _tables = new LabelTableReader(folder, taxonomy, provider, notes.Keys, findings);
            _concepts = new ConceptWords(taxonomy, _tables, notes.Keys);
            var recognise = Recognise(words.Words("recognise"));
            var facts = Facts(words);
            var publication = ConceptWords.Pattern(words, "publicationDate");
            var lookups = new LookupWords(_tables, _concepts).Read(words);
            string[] brought = [.. lookups.SelectMany(l => l.Bring.Select(b => $"{l.Name}.{b}"))];
            var reader = new TableWords(taxonomy, _tables, _concepts, brought);
            var shared = reader.Read(words, null);
            var tables = new List<MappingTable>();
            if (words.Has("tables"))
            {
                foreach (var table in words.List("tables"))
                {
                    tables.Add(reader.Read(table, shared));
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
            _tables.CheckParents();
            var isSound = findings.Count == 0;
            var checks = new TableChecks(taxonomy, _concepts.BroughtToCells);
            foreach (var table in tables)
                checks.Check(table, words, isSound);
            if (isSound)
            {
                new NumberChecks(taxonomy).Check(tables, words);
                HeadingChecks.CheckNames(tables, lookups, words);
            }
            // Further checks would only add noise to a mapping that is refused already.
            if (findings.Count == 0)
                CheckUsed(facts, notes.Keys, tables, publication, words);
            if (provider is null)
                return null;
            return new Mapping
            {
                Id = id,
                Version = version,
                Checksum = Checksum(),
                Title = title,
                Provider = provider,
                Overrides = overrides,
                YieldsTo = yieldsTo,
                Continues = continues,
                Recognise = recognise,
                Facts = facts,
                PublicationDate = publication,
                Tables = tables,
                Lookups = lookups,
                Notes = notes,
                Brought = _tables.Brought,
            };
        }

        /// <summary>
        /// Reports facts and notes that nothing in the mapping uses: the program would look for them, or people translate them, for
        /// nothing.
        /// </summary>
        private static void CheckUsed(
            List<FactPattern> facts,
            IEnumerable<string> notes,
            List<MappingTable> tables,
            string? publication,
            YamlWords words
        )
        {
            var sources = tables.SelectMany(t => t.Concepts.Concat(t.Series.SelectMany(s => s.Concepts))).ToList();
            var all = sources
                .Select(s => s.Value)
                .SelectMany(s => new[] { s, s.Define?.Parent, s.Define?.Agrees })
                .OfType<ConceptSource>()
                .ToList();
            var named = all.SelectMany(s => s.Columns.Concat(s.Pattern is { } pattern ? TextPattern.Tokens(pattern) : []))
                .Concat(
                    tables
                        .SelectMany(t => new[] { t.Covers?.From, t.Covers?.To })
                        .Append(publication)
                        .OfType<string>()
                        .SelectMany(TextPattern.Tokens)
                )
                .ToHashSet(StringComparer.Ordinal);
            foreach (var fact in facts.Where(f => f.Names.Count > 0 && !f.Names.Any(n => named.Contains(TextPattern.FactPrefix + n))))
                words.Wrong("facts", "{fact." + fact.Names[0] + "}", string.Join(", ", fact.Names));
            var said = sources.Where(s => s.Key == Concepts.Note).Select(s => s.Value).ToList();
            // A column that names notes may name any of them.
            if (said.Any(s => s is { Value: null, Codes: null, Verbatim: false }))
                return;
            var used = said.Select(s => s.Value)
                .Concat(all.Select(s => s.Fiscal?.Note))
                .Concat(all.Select(s => s.Base))
                .Concat(tables.SelectMany(t => t.Marks.Select(m => m.Note).Concat(t.Remarks.Select(r => r.Note))))
                .Concat(
                    all.Select(s => s.Codes)
                        .OfType<LabelTable>()
                        .SelectMany(t =>
                            t.Concepts.ToList().IndexOf(Concepts.Note) is >= 0 and var at ? t.Rows.Select(r => r.Codes[at]) : []
                        )
                )
                .OfType<string>()
                .ToHashSet(StringComparer.Ordinal);
            foreach (var note in notes.Where(n => !used.Contains(n)))
                words.Wrong("notes", Concepts.Note, note);
        }

        /// <summary>
        /// Names of other feeds, without repetition. Whether they exist is known only with all folders: see <see cref="OtherFeedNames"/>.
        /// </summary>
        private static IReadOnlyList<string> OtherFeeds(YamlWords words, string word, string own, IReadOnlyList<string> named)
        {
            var feeds = words.Texts(word);
            if (words.Has(word) && feeds.Count == 0)
                words.Wrong(word, "COUNTRY/feed");
            var seen = new HashSet<string>(named, StringComparer.Ordinal);
            foreach (var feed in feeds)
                if (feed == own || feed.Split('/') is not [{ Length: > 0 }, { Length: > 0 }] || !seen.Add(feed))
                    words.Wrong(word, "COUNTRY/feed", feed);
            return feeds;
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
            var recognise = new Recognition(
                words.Text("fileName"),
                formats,
                words.Texts("columns"),
                words.Texts("withoutColumns"),
                ConceptWords.Regex(words, "title")
            );
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
                if (pattern is not null && !pattern.GetGroupNames().Any(n => !int.TryParse(n, out _)))
                    fact.Wrong("pattern", "(?<name>…)", pattern.ToString());
                if (place is { } where && pattern is not null)
                    facts.Add(new FactPattern(where, pattern, [.. pattern.GetGroupNames().Where(n => !int.TryParse(n, out _))]));
            }
            return facts;
        }

        /// <summary>The checksum covers what decides the figures: not the sample and not the schedule.</summary>
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
}
