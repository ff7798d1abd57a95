using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.Core.Taxonomy;

/// <summary>The files of the taxonomy with their columns and the codes that rows of other files may name.</summary>
internal sealed class TaxonomyFiles
{
    private readonly FolderFiles _folder;
    private readonly List<Finding> _findings;
    private readonly Dictionary<string, CodeSet> _membersOf;

    /// <param name="findings">Takes what is wrong with the files, in the order in which they are read.</param>
    public TaxonomyFiles(FolderFiles folder, List<Finding> findings)
    {
        (_folder, _findings) = (folder, findings);
        Units = Open("units.csv", "code", "label_en", "label_es", "label_fr", "label_pt");
        Statuses = Open("statuses.csv", "code", "is_missing", "is_publishable", "label_en", "label_es", "label_fr", "label_pt");
        Iccs = Open("iccs.csv", "code", "level", "parent", "label_en", "label_es", "label_fr", "label_pt");
        Dimensions = Open("dimensions.csv", "code", "codelist", "is_breakdown", "label_en", "label_es", "label_fr", "label_pt");
        Members = OpenKeyed(
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
        Groups = Open("groups.csv", "code", "label_en", "label_es", "label_fr", "label_pt");
        Countries = Open(
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
        Subdivisions = Open("subdivisions.csv", "code", "country", "parent", "level", "type", "name");
        GroupMembers = OpenKeyed("group-members.csv", ["group", "area"], ' ', "from_year", "to_year");
        Providers = Open(
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
        Indicators = Open(
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
        PreferredSources = OpenKeyed("preferred-sources.csv", ["area", "indicator", "provider", "from_year?"], ' ', "rank", "to_year?");
        // These files are newer than the others: taxonomies stored with old figures do not have them and must still be readable.
        Revisions = OpenYounger("revisions.csv", ["provider"], "revision");
        RevisionLimits = OpenYounger("revision-limits.csv", ["indicator"], "percent", "cases");
        CheckLimits = OpenYounger(
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
        IndicatorPairs = OpenYounger("indicator-pairs.csv", ["part", "whole"], "source");
        Breaks = OpenYounger(
            "breaks.csv",
            ["area", "indicator", "provider", "period"],
            "kind",
            "note_en",
            "note_es",
            "note_fr",
            "note_pt",
            "source"
        );
        Population = OpenKeyed("population.csv", ["area", "year", "sex", "age"], ' ', "persons", "obs_status");
        Synonyms = OpenKeyed(
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
        AreaCodes = new CodeSet(
            "countries.csv, subdivisions.csv",
            Countries.Rows is null || Subdivisions.Rows is null ? null : [.. Countries.Codes.Codes, .. Subdivisions.Codes.Codes]
        );
        _membersOf = (Members.Rows ?? [])
            .GroupBy(r => r["dimension"], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => new CodeSet("dimension-members.csv", g.Select(r => r["code"])), StringComparer.Ordinal);
    }

    public TaxonomyFile Units { get; }
    public TaxonomyFile Statuses { get; }
    public TaxonomyFile Iccs { get; }
    public TaxonomyFile Dimensions { get; }
    public TaxonomyFile Members { get; }
    public TaxonomyFile Groups { get; }
    public TaxonomyFile Countries { get; }
    public TaxonomyFile Subdivisions { get; }
    public TaxonomyFile GroupMembers { get; }
    public TaxonomyFile Providers { get; }
    public TaxonomyFile Indicators { get; }
    public TaxonomyFile PreferredSources { get; }
    public TaxonomyFile Revisions { get; }
    public TaxonomyFile RevisionLimits { get; }
    public TaxonomyFile CheckLimits { get; }
    public TaxonomyFile IndicatorPairs { get; }
    public TaxonomyFile Breaks { get; }
    public TaxonomyFile Population { get; }
    public TaxonomyFile Synonyms { get; }

    /// <summary>The codes of States and of their subdivisions.</summary>
    public CodeSet AreaCodes { get; }

    /// <summary>The codes of the members of a dimension.</summary>
    public CodeSet MembersOf(string dimension) =>
        _membersOf.GetValueOrDefault(dimension) ?? new CodeSet("dimension-members.csv", Members.Rows is null ? null : []);

    private TaxonomyFile Open(string file, params ReadOnlySpan<string> columns) => OpenKeyed(file, [columns[0]], ' ', columns[1..]);

    private TaxonomyFile OpenYounger(string file, ReadOnlySpan<string> key, params ReadOnlySpan<string> columns) =>
        _folder.Files.ContainsKey(file) ? OpenKeyed(file, key, ' ', columns) : new TaxonomyFile(null, new CodeSet(file, null));

    // A column marked with a question mark may be absent, because files that are older than the column are still read.
    private TaxonomyFile OpenKeyed(string file, ReadOnlySpan<string> keyed, char between, params ReadOnlySpan<string> columns)
    {
        string[] named = [.. keyed, .. columns];
        if (TaxonomyTable.Read(_folder, file, [.. named.Where(c => !IsOptional(c))], _findings) is not { } table)
            return new TaxonomyFile(null, new CodeSet(file, null));
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
        return new TaxonomyFile(rows, new CodeSet(file, first.Keys));
    }

    private static bool IsOptional(string column) => column.EndsWith('?');
}
