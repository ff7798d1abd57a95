using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;

namespace Observatory.Core.Taxonomy;

/// <summary>Reads the files of <c>etl-mappings/taxonomy</c> and checks them: every reference resolves, no label is missing, no key stands twice.</summary>
public static partial class TaxonomyReader
{
    /// <summary>The catalogue is null where a file could not be read at all; with blocking findings it must not be used.</summary>
    public static (TaxonomyCatalogue? Catalogue, IReadOnlyList<Finding> Findings) Read(FolderFiles files)
    {
        var findings = new List<Finding>();
        var reading = new Reading(files, findings);
        return (reading.Read(VersionOf(files)), findings);
    }

    /// <summary>SHA-256 over the data files in the order of their names; prose beside them does not count.</summary>
    private static string VersionOf(FolderFiles files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in files.Files.Where(f => f.Key.EndsWith(".csv", StringComparison.Ordinal)).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\0"));
            hash.AppendData(content.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    [GeneratedRegex("(?<![A-Z0-9_\\[=])[A-Z][A-Z0-9_]+(?!=)")]
    private static partial Regex CodeInFormula();

    private sealed class Reading(FolderFiles files, List<Finding> findings)
    {
        public TaxonomyCatalogue? Read(string version)
        {
            var units = Table("units.csv", r => new Unit(r.Text("code"), r.Label("label")), u => u.Code, "code", "label_en");
            var statuses = Table("statuses.csv", r => new ObsStatus(r.Text("code"), r.Flag("is_missing"), r.Flag("is_publishable"), r.Label("label")), s => s.Code, "code", "is_missing", "is_publishable");
            var dimensions = Dimensions();
            var iccs = Iccs();
            var countries = Countries();
            var areas = Areas(countries);
            var indicators = Indicators(units, dimensions, iccs);
            var groups = Groups(areas);
            var providers = Providers(countries, dimensions);
            var preferred = Preferred(areas, indicators, providers);
            var population = Population(countries, dimensions, statuses);
            var synonyms = Synonyms(countries, indicators, dimensions);
            if (findings.Any(f => f.Code is FindingCodes.TaxonomyFileMissing or FindingCodes.FileEmpty))
                return null;
            return new TaxonomyCatalogue
            {
                Version = version, Units = units, Statuses = statuses, Dimensions = dimensions, Iccs = iccs, Countries = [.. countries.Select(c => c.Country)], Areas = areas,
                Indicators = indicators, Groups = groups, Providers = providers, PreferredSources = preferred, Population = population, Synonyms = synonyms,
            };
        }

        private List<T> Table<T>(string file, Func<TaxonomyRow, T> read, Func<T, string>? key, params string[] columns)
        {
            var entries = new List<T>();
            if (TaxonomyTable.Read(files, file, columns, findings) is not { } table)
                return entries;
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var row in table.Rows)
            {
                var entry = read(row);
                if (key is not null && !seen.Add(key(entry)))
                    row.Twice(columns[0], key(entry));
                entries.Add(entry);
            }
            return entries;
        }

        private List<Dimension> Dimensions()
        {
            var listed = Table("dimensions.csv", r => (Code: r.Text("code"), List: r.Text("codelist"), Label: r.Label("label"), IsBreakdown: r.Flag("is_breakdown")), d => d.Code, "code", "codelist", "is_breakdown");
            var rows = new List<(TaxonomyRow Row, DimensionMember Member)>();
            Table("dimension-members.csv", r =>
            {
                var member = new DimensionMember(r.Text("dimension"), r.Text("code"), r.TextOrNull("parent"), r.Integer("sort_order"), r.Flag("in_partition"), r.Label("label"));
                rows.Add((r, member));
                return member;
            }, m => $"{m.Dimension} {m.Code}", "dimension", "code", "parent", "sort_order", "in_partition");
            var known = listed.Select(d => d.Code).ToHashSet(StringComparer.Ordinal);
            var codes = rows.GroupBy(r => r.Member.Dimension, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(r => r.Member.Code).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
            foreach (var (row, member) in rows)
            {
                row.Refers("dimension", member.Dimension, known);
                row.Refers("parent", member.Parent ?? "", codes[member.Dimension]);
            }
            return [.. listed.Select(d => new Dimension(d.Code, d.List, d.Label, d.IsBreakdown, [.. rows.Select(r => r.Member).Where(m => m.Dimension == d.Code)]))];
        }

        private List<IccsCategory> Iccs()
        {
            var rows = new List<(TaxonomyRow Row, IccsCategory Category)>();
            var categories = Table("iccs.csv", r =>
            {
                var category = new IccsCategory(r.Text("code"), r.Integer("level"), r.TextOrNull("parent"), r.Label("label"));
                rows.Add((r, category));
                return category;
            }, c => c.Code, "code", "level", "parent");
            var known = categories.Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
            foreach (var (row, category) in rows)
                row.Refers("parent", category.Parent ?? "", known);
            return categories;
        }

        private List<(Country Country, LocalText Name)> Countries() => Table(
            "countries.csv",
            r => (new Country(r.Text("iso3"), r.Text("iso2"), r.Text("m49"), r.Label("name"), r.Text("subregion"), r.Text("oas_status"), r.TextOrNull("status_note")), r.Label("name")),
            c => c.Item1.Iso3, "iso3", "iso2", "m49", "subregion", "oas_status");

        private List<Area> Areas(List<(Country Country, LocalText Name)> countries)
        {
            var areas = countries.Select(c => new Area(c.Country.Iso3, AreaLevel.Country, c.Country.Iso3, null, c.Name, null)).ToList();
            var known = countries.Select(c => c.Country.Iso3).ToHashSet(StringComparer.Ordinal);
            var rows = new List<(TaxonomyRow Row, Area Area)>();
            Table("subdivisions.csv", r =>
            {
                var area = new Area(
                    r.Text("code"), r.Integer("level") == 2 ? AreaLevel.SecondSubdivision : AreaLevel.Subdivision, r.Text("country_iso3"),
                    r.TextOrNull("parent_code") ?? r.Text("country_iso3"), LocalText.Same(r.Text("name")), r.TextOrNull("type"));
                if (r.Text("name").Length == 0)
                    r.Wrong("name", "a name");
                rows.Add((r, area));
                return area;
            }, a => a.Code, "code", "country_iso3", "parent_code", "level", "name");
            var codes = rows.Select(r => r.Area.Code).Concat(known).ToHashSet(StringComparer.Ordinal);
            foreach (var (row, area) in rows)
            {
                row.Refers("country_iso3", area.Country, known);
                row.Refers("parent_code", area.Parent ?? "", codes);
            }
            areas.AddRange(rows.Select(r => r.Area));
            return areas;
        }

        private List<Indicator> Indicators(List<Unit> units, List<Dimension> dimensions, List<IccsCategory> iccs)
        {
            var unitCodes = units.Select(u => u.Code).ToHashSet(StringComparer.Ordinal);
            var breakdowns = dimensions.Where(d => d.IsBreakdown).Select(d => d.Code).ToHashSet(StringComparer.Ordinal);
            var countingUnits = MembersOf(dimensions, "COUNTING_UNIT");
            var iccsCodes = iccs.Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
            var rows = new List<(TaxonomyRow Row, Indicator Indicator)>();
            var indicators = Table("indicators.csv", r =>
            {
                var indicator = IndicatorOf(r);
                rows.Add((r, indicator));
                return indicator;
            }, i => i.Code, "code", "theme", "unit", "counting_unit", "kind", "is_stock", "formula", "decimals");
            var codes = indicators.Select(i => i.Code).ToHashSet(StringComparer.Ordinal);
            foreach (var (row, indicator) in rows)
            {
                row.Refers("unit", indicator.Unit, unitCodes);
                row.Refers("counting_unit", indicator.CountingUnit, countingUnits);
                row.Refers("rate_of", indicator.RateOf ?? "", codes);
                foreach (var dimension in indicator.Dimensions)
                    row.Refers("disaggregations", dimension, breakdowns);
                foreach (var code in indicator.IccsCodes)
                    row.Refers("iccs_codes", code, iccsCodes);
                // A formula may name a population by sex or age (POP_FEMALE): those are cuts of POP_TOT.
                foreach (var code in CodeInFormula().Matches(indicator.Formula ?? "").Select(m => m.Value).Where(c => !c.StartsWith("POP_", StringComparison.Ordinal)))
                    row.Refers("formula", code, codes);
            }
            return indicators;
        }

        private static Indicator IndicatorOf(TaxonomyRow r)
        {
            var kind = r.Text("kind") switch
            {
                "count" => IndicatorKind.Count,
                "rate" => IndicatorKind.Rate,
                "percent" => IndicatorKind.Percentage,
                "ratio" or "derived" => IndicatorKind.Ratio,
                "index" => IndicatorKind.Index,
                _ => (IndicatorKind?)null,
            };
            if (kind is null)
                r.Wrong("kind", "count, rate, percent, ratio, index");
            return new Indicator
            {
                Code = r.Text("code"), Theme = r.Text("theme"), Label = r.Label("label"), Definition = r.Label("definition"), IccsCodes = r.List("iccs_codes"),
                Crosswalks = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
                {
                    ["ses"] = r.List("ses_codes"), ["sdg"] = r.List("sdg_codes"), ["uncts"] = r.List("uncts_codes"), ["oas"] = r.List("oas_codes"), ["icd10"] = r.List("icd10_codes"),
                },
                Unit = r.Text("unit"), CountingUnit = r.Text("counting_unit"), Kind = kind ?? IndicatorKind.Count, IsStock = r.Flag("is_stock"), Formula = r.TextOrNull("formula"),
                Dimensions = r.List("disaggregations"), HigherIsWorse = r.Flag("higher_is_worse"), MinValue = r.DecimalOrNull("min_value"), MaxValue = r.DecimalOrNull("max_value"),
                PlausiblePer100K = r.Text("plausible_basis") == "PER_100K", PlausibleLow = r.DecimalOrNull("plausible_low"), PlausibleHigh = r.DecimalOrNull("plausible_high"),
                Decimals = r.Integer("decimals"), RateOf = r.TextOrNull("rate_of"),
            };
        }

        private List<AreaGroup> Groups(List<Area> areas)
        {
            var listed = Table("groups.csv", r => (Code: r.Text("code"), Label: r.Label("label")), g => g.Code, "code");
            var groupCodes = listed.Select(g => g.Code).ToHashSet(StringComparer.Ordinal);
            var areaCodes = areas.Select(a => a.Code).ToHashSet(StringComparer.Ordinal);
            var members = Table("group-members.csv", r =>
            {
                r.Refers("group", r.Text("group"), groupCodes);
                r.Refers("area", r.Text("area"), areaCodes);
                return new GroupMember(r.Text("group"), r.Text("area"), r.IntegerOrNull("from_year"), r.IntegerOrNull("to_year"));
            }, m => $"{m.Group} {m.Area}", "group", "area", "from_year", "to_year");
            return [.. listed.Select(g => new AreaGroup(g.Code, g.Label, [.. members.Where(m => m.Group == g.Code)]))];
        }

        private List<Provider> Providers(List<(Country Country, LocalText Name)> countries, List<Dimension> dimensions)
        {
            var known = countries.Select(c => c.Country.Iso3).ToHashSet(StringComparer.Ordinal);
            var systems = MembersOf(dimensions, "SOURCE");
            return Table("providers.csv", r =>
            {
                r.Refers("country", r.Text("country"), known);
                r.Refers("source_system", r.Text("source_system"), systems);
                if (r.Text("licence").Length == 0)
                    r.Wrong("licence", "a licence");
                return new Provider(
                    r.Text("code"), r.TextOrNull("country"), r.Label("name"), r.Text("source_system"), r.Text("counting_rule"), r.Text("reference_date"), r.Text("licence"), r.TextOrNull("url"));
            }, p => p.Code, "code", "country", "source_system", "counting_rule", "reference_date", "licence");
        }

        private List<PreferredSource> Preferred(List<Area> areas, List<Indicator> indicators, List<Provider> providers)
        {
            var areaCodes = areas.Select(a => a.Code).Append("*").ToHashSet(StringComparer.Ordinal);
            var indicatorCodes = indicators.Select(i => i.Code).Append("*").ToHashSet(StringComparer.Ordinal);
            var providerCodes = providers.Select(p => p.Code).ToHashSet(StringComparer.Ordinal);
            return Table("preferred-sources.csv", r =>
            {
                r.Refers("area", r.Text("area"), areaCodes);
                r.Refers("indicator", r.Text("indicator"), indicatorCodes);
                r.Refers("provider", r.Text("provider"), providerCodes);
                return new PreferredSource(r.Text("area"), r.Text("indicator"), r.Text("provider"), r.Integer("rank"));
            }, p => $"{p.Area} {p.Indicator} {p.Provider}", "area", "indicator", "provider", "rank");
        }

        private List<PopulationFigure> Population(List<(Country Country, LocalText Name)> countries, List<Dimension> dimensions, List<ObsStatus> statuses)
        {
            var known = countries.Select(c => c.Country.Iso3).ToHashSet(StringComparer.Ordinal);
            var (sexes, ages) = (MembersOf(dimensions, "SEX"), MembersOf(dimensions, "AGE"));
            var statusCodes = statuses.Select(s => s.Code).ToHashSet(StringComparer.Ordinal);
            return Table("population.csv", r =>
            {
                r.Refers("iso3", r.Text("iso3"), known);
                r.Refers("sex", r.Text("sex"), sexes);
                r.Refers("age_group", r.Text("age_group"), ages);
                r.Refers("obs_status", r.Text("obs_status"), statusCodes);
                return new PopulationFigure(r.Text("iso3"), r.Integer("year"), r.Text("sex"), r.Text("age_group"), r.Long("population"), r.Text("obs_status"));
            }, p => $"{p.Area} {p.Year} {p.Sex} {p.Age}", "iso3", "year", "sex", "age_group", "population", "obs_status");
        }

        private List<CategorySynonym> Synonyms(List<(Country Country, LocalText Name)> countries, List<Indicator> indicators, List<Dimension> dimensions)
        {
            var known = countries.Select(c => c.Country.Iso3).ToHashSet(StringComparer.Ordinal);
            var codes = indicators.Select(i => i.Code).ToHashSet(StringComparer.Ordinal);
            var breakdowns = dimensions.Select(d => d.Code).ToHashSet(StringComparer.Ordinal);
            return Table("category-synonyms.csv", r =>
            {
                r.Refers("country_iso3", r.Text("country_iso3"), known);
                r.Refers("indicator_code", r.Text("indicator_code"), codes);
                foreach (var part in r.List("disaggregation").Select(d => d.Split('=')))
                {
                    r.Refers("disaggregation", part[0], breakdowns);
                    if (part.Length == 2)
                        r.Refers("disaggregation", part[1], MembersOf(dimensions, part[0]));
                }
                return new CategorySynonym(
                    r.Text("country_iso3"), r.Text("source_system"), r.Text("language"), r.Text("national_label"), r.TextOrNull("national_code"), r.Text("indicator_code"),
                    r.Text("disaggregation"), r.Text("counting_unit"), r.Text("match"), r.Text("verification"));
            }, null, "country_iso3", "source_system", "language", "national_label", "indicator_code", "disaggregation", "counting_unit", "match", "verification");
        }

        private static HashSet<string> MembersOf(List<Dimension> dimensions, string code) =>
            dimensions.FirstOrDefault(d => d.Code == code)?.Members.Select(m => m.Code).ToHashSet(StringComparer.Ordinal) ?? [];
    }
}
