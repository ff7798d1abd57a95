using System.Security.Cryptography;
using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Deriving;
using Observatory.Core.Languages;
using Observatory.Core.Reading;

namespace Observatory.Core.Taxonomy;

/// <summary>
/// Reads the folder <c>etl-mappings/taxonomy</c> and checks that its files are consistent. If they are not, each fault is a finding with
/// file, line, column and the nearest known word, and there is no catalogue.
/// </summary>
public static class TaxonomyReader
{
    private const string Any = "*";

    private static readonly string[] Frameworks = ["ses", "sdg", "uncts", "oas", "icd10"];

    /// <returns>The catalogue, null if a finding prevents its use; and all findings.</returns>
    public static (TaxonomyCatalogue? Catalogue, IReadOnlyList<Finding> Findings) Read(FolderFiles files)
    {
        var findings = new List<Finding>();

        var (unitRows, units) = Open("units.csv", "code", "label_en", "label_es", "label_fr", "label_pt");
        var (statusRows, statuses) = Open(
            "statuses.csv",
            "code",
            "is_missing",
            "is_publishable",
            "label_en",
            "label_es",
            "label_fr",
            "label_pt"
        );
        var (iccsRows, iccs) = Open("iccs.csv", "code", "level", "parent", "label_en", "label_es", "label_fr", "label_pt");
        var (dimensionRows, dimensions) = Open(
            "dimensions.csv",
            "code",
            "codelist",
            "is_breakdown",
            "label_en",
            "label_es",
            "label_fr",
            "label_pt"
        );
        var (memberRows, members) = OpenKeyed(
            "dimension-members.csv",
            ["dimension", "code"],
            '=',
            "parent",
            "sort_order",
            "in_partition",
            "label_en",
            "label_es",
            "label_fr",
            "label_pt"
        );
        var (groupRows, groups) = Open("groups.csv", "code", "label_en", "label_es", "label_fr", "label_pt");
        var (countryRows, countries) = Open(
            "countries.csv",
            "iso3",
            "iso2",
            "m49",
            "name_en",
            "name_es",
            "name_fr",
            "name_pt",
            "subregion",
            "oas_status",
            "status_note"
        );
        var (subdivisionRows, subdivisions) = Open("subdivisions.csv", "code", "country", "parent", "level", "type", "name");
        var (groupMemberRows, _) = OpenKeyed("group-members.csv", ["group", "area"], ' ', "from_year", "to_year");
        var (providerRows, providers) = Open(
            "providers.csv",
            "code",
            "country",
            "name_en",
            "name_es",
            "name_fr",
            "name_pt",
            "source_system",
            "counting_rule",
            "reference_date",
            "licence",
            "url"
        );
        var (indicatorRows, indicators) = Open(
            "indicators.csv",
            "code",
            "theme",
            "label_en",
            "label_es",
            "label_fr",
            "label_pt",
            "definition_en",
            "definition_es",
            "definition_fr",
            "definition_pt",
            "iccs_codes",
            "ses_codes",
            "sdg_codes",
            "uncts_codes",
            "oas_codes",
            "icd10_codes",
            "unit",
            "counting_unit",
            "kind",
            "is_stock",
            "formula",
            "dimensions",
            "higher_is_worse",
            "sources",
            "min_value",
            "max_value",
            "plausible_basis",
            "plausible_low",
            "plausible_high",
            "decimals",
            "rate_of"
        );
        var (preferredRows, _) = OpenKeyed(
            "preferred-sources.csv",
            ["area", "indicator", "provider", "from_year?"],
            ' ',
            "rank",
            "to_year?"
        );
        // These files are newer than the others: taxonomies stored with old figures do not have them and must still be readable.
        var (revisionRows, _) = OpenYounger("revisions.csv", ["provider"], "revision");
        var (limitRows, _) = OpenYounger("revision-limits.csv", ["indicator"], "percent", "cases");
        var (checkRows, _) = OpenYounger(
            "check-limits.csv",
            ["indicator"],
            "change_percent",
            "change_events",
            "change_errors",
            "repeated_above",
            "digit_figures",
            "digit_percent",
            "source"
        );
        var (pairRows, _) = OpenYounger("indicator-pairs.csv", ["part", "whole"], "source");
        var (breakRows, _) = OpenYounger(
            "breaks.csv",
            ["area", "indicator", "provider", "period"],
            "kind",
            "note_en",
            "note_es",
            "note_fr",
            "note_pt",
            "source"
        );
        var (populationRows, _) = OpenKeyed("population.csv", ["area", "year", "sex", "age"], ' ', "persons", "obs_status");
        var (synonymRows, _) = OpenKeyed(
            "category-synonyms.csv",
            ["country", "source_system", "language", "label"],
            ' ',
            "national_code",
            "indicator",
            "disaggregation",
            "counting_unit",
            "match",
            "verification"
        );

        var areas = new CodeSet(
            "countries.csv, subdivisions.csv",
            countryRows is null || subdivisionRows is null ? null : [.. countries.Codes, .. subdivisions.Codes]
        );
        var membersOf = MembersOf(memberRows);
        var memberList = memberRows.Read(ReadMember);
        var revisionOf = revisionRows
            .Read(r => (Provider: r.Code("provider", providers), Revision: r.Required("revision")))
            .ToDictionary(r => r.Provider, r => r.Revision, StringComparer.Ordinal);
        var catalogue = new TaxonomyCatalogue
        {
            Version = VersionOf(files),
            Units = unitRows.Read(r => new Unit(r.Required("code"), r.Label("label"))),
            Statuses = statusRows.Read(r => new ObsStatus(
                r.Required("code"),
                r.Flag("is_missing"),
                r.Flag("is_publishable"),
                r.Label("label")
            )),
            Iccs = iccsRows.Read(r => new IccsCategory(
                r.Required("code"),
                (int)r.Whole("level", 1, 4),
                r.OptionalCode("parent", iccs),
                r.Label("label")
            )),
            Dimensions = dimensionRows.Read(r => new Dimension(
                r.Required("code"),
                r.Required("codelist"),
                r.Label("label"),
                r.Flag("is_breakdown"),
                [.. memberList.Where(m => m.Dimension == r["code"])]
            )),
            Countries = countryRows.Read(r => new Country(
                r.Required("iso3"),
                r.Required("iso2"),
                r.Required("m49"),
                r.Label("name"),
                r.Code("subregion", groups),
                r.Required("oas_status"),
                r.Optional("status_note")
            )),
            Areas =
            [
                .. countryRows.Read(r => new Area(r["iso3"], AreaLevel.Country, r["iso3"], null, NameOf(r), null)),
                .. subdivisionRows.Read(ReadSubdivision),
            ],
            Groups = ReadGroups(),
            Providers = providerRows.Read(r => new Provider(
                r.Required("code"),
                r.OptionalCode("country", countries),
                r.Label("name"),
                r.Code("source_system", Members("SOURCE")),
                r.OneOf("counting_rule", "principal", "all", "unknown"),
                r.OneOf("reference_date", "event", "report", "registration", "judgment", "unknown"),
                r.Required("licence"),
                r.Optional("url"),
                revisionOf.GetValueOrDefault(r["code"])
            )),
            Indicators = indicatorRows.Read(ReadIndicator),
            PreferredSources = preferredRows.Read(ReadPreferredSource),
            Breaks = breakRows.Read(r => new SeriesBreak(
                r.Code("area", areas),
                r.Code("indicator", indicators.And(Any)),
                r.Code("provider", providers.And(Any)),
                r.Period("period"),
                r.OneOf("kind", [.. SeriesBreak.Kinds]),
                r.Label("note"),
                r.Required("source")
            )),
            RevisionLimits = ReadRevisionLimits(),
            CheckLimits = ReadCheckLimits(),
            IndicatorPairs = pairRows.Read(ReadPair),
            Population = ReadPopulation(),
            Synonyms = synonymRows.Read(ReadSynonym),
        };
        return (findings.Exists(f => f.Severity == Severity.Blocking) ? null : catalogue, findings);

        (List<TaxonomyRow>? Rows, CodeSet Codes) Open(string file, params ReadOnlySpan<string> columns) =>
            OpenKeyed(file, [columns[0]], ' ', columns[1..]);

        (List<TaxonomyRow>? Rows, CodeSet Codes) OpenYounger(string file, ReadOnlySpan<string> key, params ReadOnlySpan<string> columns) =>
            files.Files.ContainsKey(file) ? OpenKeyed(file, key, ' ', columns) : (null, new CodeSet(file, null));

        // A column marked with a question mark may be absent, because files that are older than the column are still read.
        (List<TaxonomyRow>? Rows, CodeSet Codes) OpenKeyed(
            string file,
            ReadOnlySpan<string> keyed,
            char between,
            params ReadOnlySpan<string> columns
        )
        {
            string[] named = [.. keyed, .. columns];
            if (TaxonomyTable.Read(files, file, [.. named.Where(c => !IsOptional(c))], findings) is not { } table)
                return (null, new CodeSet(file, null));
            var key = named[..keyed.Length].Select(c => c.TrimEnd('?')).Where(table.Has).ToArray();
            var first = new Dictionary<string, int>(table.Rows.Count, StringComparer.Ordinal);
            var rows = new List<TaxonomyRow>(table.Rows.Count);
            var parts = new string[key.Length];
            foreach (var row in table.Rows)
            {
                for (var i = 0; i < key.Length; i++)
                    parts[i] = row[key[i]];
                var code = parts.Length == 1 ? parts[0] : string.Join(between, parts).TrimEnd(between);
                if (first.TryAdd(code, row.Line))
                    rows.Add(row);
                else
                    row.Duplicate(key[^1], code, first[code]);
            }
            return (rows, new CodeSet(file, first.Keys));
        }

        CodeSet Members(string dimension) =>
            membersOf.GetValueOrDefault(dimension) ?? new CodeSet("dimension-members.csv", memberRows is null ? null : []);

        DimensionMember ReadMember(TaxonomyRow r) =>
            new(
                r.Code("dimension", dimensions),
                r.Required("code"),
                r.OptionalCode("parent", Members(r["dimension"])),
                r.Integer("sort_order"),
                r.Flag("in_partition"),
                r.Label("label")
            );

        IReadOnlyList<RevisionLimit> ReadRevisionLimits()
        {
            var limits = limitRows.Read(r => new RevisionLimit(
                r.Code("indicator", indicators.And(Any)),
                r.Integer("percent"),
                r.Integer("cases")
            ));
            return limits.Any(l => l.Indicator == RevisionLimit.Usual.Indicator) ? limits : [.. limits, RevisionLimit.Usual];
        }

        IReadOnlyList<CheckLimit> ReadCheckLimits()
        {
            var limits = checkRows.Read(r => new CheckLimit(
                r.Code("indicator", indicators.And(Any)),
                r.OptionalInteger("change_percent"),
                r.OptionalInteger("change_events"),
                r.OptionalInteger("change_errors"),
                r.OptionalInteger("repeated_above"),
                r.OptionalInteger("digit_figures"),
                r.OptionalInteger("digit_percent"),
                r.Required("source")
            ));
            return limits.Any(l => l.Indicator == CheckLimit.Usual.Indicator) ? limits : [.. limits, CheckLimit.Usual];
        }

        IndicatorPair ReadPair(TaxonomyRow r)
        {
            var pair = new IndicatorPair(r.Code("part", indicators), r.Code("whole", indicators), r.Required("source"));
            if (pair.Part == pair.Whole)
                r.Wrong("whole", "HOM_VICT");
            return pair;
        }

        PreferredSource ReadPreferredSource(TaxonomyRow r)
        {
            var preferred = new PreferredSource(
                r.Code("area", areas.And(Any)),
                r.Code("indicator", indicators.And(Any)),
                r.Code("provider", providers),
                r.Integer("rank"),
                r.OptionalInteger("from_year"),
                r.OptionalInteger("to_year")
            );
            if (preferred.FromYear > preferred.ToYear)
                r.Wrong("to_year", TaxonomyTable.Text(preferred.FromYear.Value));
            return preferred;
        }

        Area ReadSubdivision(TaxonomyRow r)
        {
            var country = r.Code("country", countries);
            return new Area(
                r.Required("code"),
                (AreaLevel)r.Whole("level", 1, 4),
                country,
                r.OptionalCode("parent", subdivisions) ?? country,
                LocalText.Same(r.Required("name")),
                r.Optional("type")
            );
        }

        List<AreaGroup> ReadGroups()
        {
            var memberships = groupMemberRows
                .Read(r => new GroupMember(
                    r.Code("group", groups),
                    r.Code("area", areas),
                    r.OptionalInteger("from_year"),
                    r.OptionalInteger("to_year")
                ))
                .ToLookup(m => m.Group, StringComparer.Ordinal);
            return groupRows.Read(r => new AreaGroup(r.Required("code"), r.Label("label"), [.. memberships[r["code"]]]));
        }

        Indicator ReadIndicator(TaxonomyRow r)
        {
            r.Codes("sources", Members("SOURCE"));
            CheckFormula(r);
            return new Indicator
            {
                Code = r.Required("code"),
                Theme = r.Required("theme"),
                Label = r.Label("label"),
                Definition = r.Label("definition"),
                IccsCodes = r.Codes("iccs_codes", iccs),
                Crosswalks = CrosswalksOf(r),
                Unit = r.Code("unit", units),
                CountingUnit = r.Code("counting_unit", Members("COUNTING_UNIT")),
                Kind = KindOf(r),
                IsStock = r.Flag("is_stock"),
                Formula = r.Optional("formula"),
                Dimensions = r.Codes("dimensions", dimensions),
                HigherIsWorse = r.Flag("higher_is_worse"),
                MinValue = r.OptionalNumber("min_value"),
                MaxValue = r.OptionalNumber("max_value"),
                PlausiblePer100K = r.OneOf("plausible_basis", "PER_100K", "VALUE") == "PER_100K",
                PlausibleLow = r.OptionalNumber("plausible_low"),
                PlausibleHigh = r.OptionalNumber("plausible_high"),
                Decimals = (int)r.Whole("decimals", 0, 9),
                RateOf = r.OptionalCode("rate_of", indicators),
            };
        }

        void CheckFormula(TaxonomyRow r)
        {
            if (r.Optional("formula") is not { } formula)
                return;
            if (DerivedFormula.TryParse(formula) is not { } parsed)
            {
                r.Wrong("formula", "HOM_FEMALE / POP_TOT[SEX=F] * 100000");
                return;
            }
            foreach (var term in (FormulaTerm[])[parsed.Numerator, parsed.Denominator])
            {
                r.Refer("formula", term.Indicator, indicators);
                foreach (var (dimension, member) in term.Members)
                    r.Refer("formula", $"{dimension}={member}", members);
            }
        }

        List<PopulationFigure> ReadPopulation()
        {
            var (sexes, ages) = (Members("SEX"), Members("AGE"));
            return populationRows.Read(r => new PopulationFigure(
                r.Code("area", countries),
                (int)r.Whole("year", 1800, 2200),
                r.Code("sex", sexes),
                r.Code("age", ages),
                r.Whole("persons", 0, long.MaxValue),
                r.Code("obs_status", statuses)
            ));
        }

        CategorySynonym ReadSynonym(TaxonomyRow r)
        {
            r.Codes("disaggregation", members);
            return new CategorySynonym(
                r.Code("country", countries),
                r.Required("source_system"),
                r.Required("language"),
                r.Required("label"),
                r.Optional("national_code"),
                r.Code("indicator", indicators),
                r["disaggregation"],
                r.Code("counting_unit", Members("COUNTING_UNIT")),
                r.OneOf("match", "exact", "narrower", "broader", "partial"),
                r.OneOf("verification", "verified", "from_knowledge")
            );
        }
    }

    /// <summary>SHA-256 over name, a zero byte and content of each file, ordered by name; notes (<c>*.md</c>) do not count.</summary>
    public static string VersionOf(FolderFiles files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in files.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (name.EndsWith(".md", StringComparison.OrdinalIgnoreCase))
                continue;
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData([0]);
            hash.AppendData(content.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static List<T> Read<T>(this List<TaxonomyRow>? rows, Func<TaxonomyRow, T> read)
    {
        var records = new List<T>(rows?.Count ?? 0);
        foreach (var row in rows ?? [])
            records.Add(read(row));
        return records;
    }

    private static Dictionary<string, CodeSet> MembersOf(List<TaxonomyRow>? rows) =>
        (rows ?? [])
            .GroupBy(r => r["dimension"], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => new CodeSet("dimension-members.csv", g.Select(r => r["code"])), StringComparer.Ordinal);

    private static bool IsOptional(string column) => column.EndsWith('?');

    // The name of a State is checked once, with the State; its area uses it unchecked.
    private static LocalText NameOf(TaxonomyRow r) => new(r["name_en"], r["name_es"], r["name_fr"], r["name_pt"]);

    private static Dictionary<string, IReadOnlyList<string>> CrosswalksOf(TaxonomyRow r) =>
        Frameworks
            .Select(framework => (Framework: framework, Codes: r.List(framework + "_codes")))
            .Where(c => c.Codes.Count > 0)
            .ToDictionary(c => c.Framework, c => c.Codes, StringComparer.Ordinal);

    private static IndicatorKind KindOf(TaxonomyRow r) =>
        r.OneOf("kind", "count", "rate", "percentage", "ratio", "index") switch
        {
            "rate" => IndicatorKind.Rate,
            "percentage" => IndicatorKind.Percentage,
            "ratio" => IndicatorKind.Ratio,
            "index" => IndicatorKind.Index,
            _ => IndicatorKind.Count,
        };
}
