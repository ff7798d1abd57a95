using System.Globalization;
using System.Text;
using NodaTime;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Templates;

/// <summary>
/// The mapping folder that reads the forms of one office in shared codes. It does not depend on which indicators a form asks for, so it
/// also reads forms that were given out earlier.
/// </summary>
public static class IndicatorFeed
{
    private const string EmptyIsTotal = "empty: not broken down";
    private const string EmptyIsNone = "an empty figure is none, unless the office says with a status that it is missing";
    private const string AnyIndicators = "Which indicators a form asks for makes no difference.";

    public static string NameOf(Country country, Provider provider, Frequency frequency)
    {
        var office = provider.Code.StartsWith(country.Iso3 + "_", StringComparison.Ordinal) ? provider.Code[4..] : provider.Code;
        var often = frequency switch
        {
            Frequency.Annual => "annual",
            Frequency.Semester => "semester",
            Frequency.Quarterly => "quarterly",
            Frequency.Monthly => "monthly",
            _ => throw new ArgumentOutOfRangeException(nameof(frequency)),
        };
        return $"{country.Iso3}/{office.ToLowerInvariant().Replace('_', '-')}-form-{often}";
    }

    /// <summary>The line above the header that identifies a form of this feed.</summary>
    public static string Mark(string feed) => $"Observatory form {feed}";

    /// <summary>The folder, with a sample of invented figures and their expected result.</summary>
    public static FolderFiles Of(Country country, Provider provider, Frequency frequency, TaxonomyCatalogue taxonomy)
    {
        var name = NameOf(country, provider, frequency);
        var areas = taxonomy.Areas.Where(a => a.Country == country.Iso3).Select(a => a.Code).ToList();
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        Add(MappingReader.FileName, Yaml(name, country, provider, frequency, taxonomy));
        Add("areas.csv", "area,REF_AREA\n" + Lines(areas.Select(a => $"{a},{a}")));
        // Counts are whole, weights and shares are not: one of the two blocks reads each indicator.
        Add("whole.csv", Indicators(i => CountsWhole(i), "read with a fraction, by the other block"));
        Add("fractions.csv", Indicators(i => !CountsWhole(i), "counts whole, read by the other block"));
        Add(
            "units.csv",
            "unit,UNIT_MEASURE,note\n,,empty: the indicator's own unit\n" + Lines(Members("COUNTING_UNIT").Select(m => $"{m},{m},"))
        );
        foreach (var dimension in IndicatorColumns.Dimensions)
            Add(
                TableOf(dimension),
                $"{IndicatorColumns.Of(dimension)},{dimension},note\n,{BreakdownDimensions.Total},{EmptyIsTotal}\n"
                    + Lines(Members(dimension).Select(m => $"{m},{m},"))
            );
        Add("sample.csv", Sample(name, country, frequency, taxonomy));
        var folder = new FolderFiles(name, files);
        var mapping = MappingReader.Read(folder, taxonomy).Mapping ?? throw new InvalidOperationException(name + " does not read back.");
        // The sample is from a past year, so any later day works.
        Add(
            SampleCheck.ExpectedFile,
            SampleCheck.Run(folder, mapping, taxonomy, new LocalDate(9999, 12, 31), ReadLimits.Default, CancellationToken.None).Actual
        );
        return folder;

        void Add(string file, string text) => files[file] = Encoding.UTF8.GetBytes(text);
        IEnumerable<string> Members(string dimension) => taxonomy.FindDimension(dimension)?.Members.Select(m => m.Code) ?? [];
        string Indicators(Func<Indicator, bool> here, string elsewhere) =>
            "indicator,INDICATOR,note\n"
            + Lines(taxonomy.Indicators.Select(i => here(i) ? $"{i.Code},{i.Code}," : $"{i.Code},-,\"{elsewhere}\""));
    }

    /// <summary>True if a figure of the indicator is a whole number of things.</summary>
    internal static bool CountsWhole(Indicator indicator) => indicator.Kind == IndicatorKind.Count && indicator.Decimals == 0;

    private static string TableOf(string dimension) => IndicatorColumns.Of(dimension) + ".csv";

    private static string Yaml(string name, Country country, Provider provider, Frequency frequency, TaxonomyCatalogue taxonomy)
    {
        var yaml = new StringBuilder();
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"""
            # Forms of this office in shared codes, written by ./observatory mappings template. {AnyIndicators}
            mapping: {name}
            version: 1
            title:

            """
        );
        foreach (var language in LanguageCodes.All)
            yaml.Append(CultureInfo.InvariantCulture, $"  {language.Code()}: {Quoted(Title(country, provider, language))}\n");
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"""
            DATA_PROVIDER: {provider.Code}

            recognise: {Open} format: [xlsx, xls, csv], title: "^{Mark(name)}$" {Close}
            dialect: {Open} decimalChar: "." {Close}

            ignore:
              {IndicatorColumns.AreaName}: repeats area in words
              {IndicatorColumns.IndicatorName}: repeats indicator in words

            marks:                                          # {EmptyIsNone}

            """
        );
        foreach (var status in taxonomy.Statuses.Where(s => s.IsMissing))
            yaml.Append(
                CultureInfo.InvariantCulture,
                $"  - {Open} text: \"\", where: {Open} {IndicatorColumns.Status}: \"{status.Code}\" {Close}, OBS_STATUS: "
                    + $"\"{status.Code}\" {Close}\n"
            );
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"""

            concepts:
              FREQ:         {Open} value: {frequency.Code()} {Close}
              TIME_PERIOD:  {Open} column: {IndicatorColumns.Period(frequency)} {Close}
              REF_AREA:     {Open} column: {IndicatorColumns.Area}, codes: areas.csv {Close}
              UNIT_MEASURE: {Open} column: {IndicatorColumns.Unit}, codes: units.csv {Close}

            """
        );
        foreach (var dimension in IndicatorColumns.Dimensions)
            yaml.Append(
                CultureInfo.InvariantCulture,
                $"  {dimension}: {Open} column: {IndicatorColumns.Of(dimension)}, codes: {TableOf(dimension)} {Close}\n"
            );
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"""
              OBS_STATUS:   {Open} column: {IndicatorColumns.Status} {Close}
              NOTE:         {Open} column: {IndicatorColumns.Note}, verbatim: true {Close}

            series:
              - name: counts
                concepts:
                  INDICATOR: {Open} column: {IndicatorColumns.Indicator}, codes: whole.csv {Close}
                  OBS_VALUE: {Open} column: {IndicatorColumns.Value}, type: integer {Close}
              - name: weights, shares and rates
                concepts:
                  INDICATOR: {Open} column: {IndicatorColumns.Indicator}, codes: fractions.csv {Close}
                  OBS_VALUE: {Open} column: {IndicatorColumns.Value}, type: decimal {Close}

            """
        );
        return yaml.ToString().ReplaceLineEndings("\n");
    }

    private const char Open = '{';
    private const char Close = '}';

    internal static string Title(Country country, Provider provider, Language language) =>
        TemplateWords
            .In(language)
            .Say("title.indicators", ("country", country.Name.In(language)), ("provider", provider.Name.In(language)));

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(l => l + "\n"));

    /// <summary>A total, a breakdown, a missing figure, an empty one and a fraction; the figures are invented.</summary>
    private static string Sample(string name, Country country, Frequency frequency, TaxonomyCatalogue taxonomy)
    {
        var headings = IndicatorColumns.All(frequency);
        var count = taxonomy.Indicators.First(i => CountsWhole(i) && i.Dimensions.Contains(BreakdownDimensions.Sex)).Code;
        var weight = taxonomy.Indicators.First(i => !CountsWhole(i)).Code;
        var period = new TimePeriod(frequency, 2015, 1).ToString();
        return Line([(headings[0], Mark(name))])
            + string.Join(',', headings)
            + "\n"
            + Row(count, ("value", "12"))
            + Row(count, ("sex", "F"), ("value", "0"))
            + Row(count, ("sex", "M"), ("status", "O"))
            + Row(count, ("sex", "_U"))
            + Row(weight, ("status", "P"), ("note", "made up"), ("value", "3.5"));

        string Row(string indicator, params IEnumerable<(string Heading, string Text)> cells) =>
            Line([
                (IndicatorColumns.Area, country.Iso3),
                (IndicatorColumns.Period(frequency), period),
                (IndicatorColumns.Indicator, indicator),
                .. cells,
            ]);
        string Line(IReadOnlyList<(string Heading, string Text)> cells) =>
            string.Join(',', headings.Select(h => cells.FirstOrDefault(c => c.Heading == h).Text ?? "")) + "\n";
    }
}
