using Observatory.Core.Languages;
using Observatory.Core.Series;

namespace Observatory.Core.Taxonomy;

/// <summary>What kind of number an indicator is; it decides what may be summed.</summary>
public enum IndicatorKind
{
    /// <summary>Counted things. A flow adds up over time and area; a stock over area only.</summary>
    Count,

    /// <summary>Counts over a population. Never summed.</summary>
    Rate,

    /// <summary>A share in percent. Never summed.</summary>
    Percentage,

    /// <summary>One count over another. Never summed.</summary>
    Ratio,

    /// <summary>A weighted index with a base year. Never summed.</summary>
    Index,
}

/// <summary>One indicator of the shared taxonomy (<c>indicators.csv</c>).</summary>
public sealed record Indicator
{
    public required string Code { get; init; }
    public required string Theme { get; init; }
    public required LocalText Label { get; init; }
    public required LocalText Definition { get; init; }
    public IReadOnlyList<string> IccsCodes { get; init; } = [];

    /// <summary>Codes in other frameworks by framework: <c>ses</c>, <c>sdg</c>, <c>uncts</c>, <c>oas</c>, <c>icd10</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Crosswalks { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Code of <c>units.csv</c>, such as <c>COUNT_VICTIMS</c> or <c>RATE_PER_100K</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Member of COUNTING_UNIT: what is counted.</summary>
    public required string CountingUnit { get; init; }
    public required IndicatorKind Kind { get; init; }

    /// <summary>True where the figure is a state at a date (31 December), never summed over time.</summary>
    public required bool IsStock { get; init; }

    /// <summary>
    /// How a derived indicator is computed, such as <c>HOM_VICT / POP_TOT * 100000</c>; null for those that are reported.
    /// </summary>
    public string? Formula { get; init; }

    /// <summary>Dimensions it may be broken down by.</summary>
    public IReadOnlyList<string> Dimensions { get; init; } = [];
    public required bool HigherIsWorse { get; init; }

    /// <summary>Hard limits: a value outside is refused; null where there is none.</summary>
    public decimal? MinValue { get; init; }
    public decimal? MaxValue { get; init; }

    /// <summary>
    /// True where <see cref="PlausibleLow"/> and <see cref="PlausibleHigh"/> are per 100 000 population, false where they are of the value
    /// itself.
    /// </summary>
    public bool PlausiblePer100K { get; init; }

    /// <summary>Limits beyond which a value is worth a warning, never a refusal; null where none is known.</summary>
    public decimal? PlausibleLow { get; init; }
    public decimal? PlausibleHigh { get; init; }

    /// <summary>Decimals of display. Counts allow none unless the source estimates.</summary>
    public required int Decimals { get; init; }

    /// <summary>The count that a rate is the rate of; null otherwise.</summary>
    public string? RateOf { get; init; }

    /// <summary>True where parts may be summed to a whole over areas.</summary>
    public bool AddsUp => Kind == IndicatorKind.Count;

    /// <summary>True where months may be summed to a year.</summary>
    public bool AddsUpOverTime => Kind == IndicatorKind.Count && !IsStock;
}

/// <summary>A breakdown dimension, such as SEX (<c>dimensions.csv</c>).</summary>
public sealed record Dimension(string Code, string CodeList, LocalText Label, bool IsBreakdown, IReadOnlyList<DimensionMember> Members);

/// <summary>
/// A member of a dimension's code list. <paramref name="InPartition"/> is false where it overlaps its siblings and must not be added to
/// them.
/// </summary>
public sealed record DimensionMember(string Dimension, string Code, string? Parent, int SortOrder, bool InPartition, LocalText Label);

/// <summary>The level of an area: 0 a State, 1 its first subdivisions, 2 those below, 3 municipalities, 4 places within one.</summary>
public enum AreaLevel
{
    Country = 0,
    Subdivision = 1,
    SecondSubdivision = 2,
    Municipality = 3,
    Place = 4,
}

/// <summary>
/// A territory figures are about. Countries carry their ISO 3166-1 alpha-3 code, subdivisions ISO 3166-2, municipalities a provider's code
/// such as <c>COL:05001</c>.
/// </summary>
/// <param name="Country">ISO alpha-3 of the State it lies in; its own code for a State.</param>
/// <param name="Parent">The area it is a part of; null for a State.</param>
/// <param name="Type">What the country calls it, such as Province; <c>Unspecified</c> for a place that nobody recorded. Null where
/// unknown.</param>
public sealed record Area(string Code, AreaLevel Level, string Country, string? Parent, LocalText Label, string? Type);

/// <summary>A state of affairs of one of the 35 States, beside its <see cref="Area"/>.</summary>
public sealed record Country(string Iso3, string Iso2, string M49, LocalText Name, string Subregion, string OasStatus, string? StatusNote);

/// <summary>A dated membership of a group of countries; the last year is null while it lasts, the first where unknown.</summary>
public sealed record GroupMember(string Group, string Area, int? FromYear, int? ToYear)
{
    /// <summary>Whether the State was a member at any time of a year.</summary>
    public bool HoldsIn(int year) => (FromYear is null || FromYear <= year) && (ToYear is null || year <= ToYear);
}

public sealed record AreaGroup(string Code, LocalText Label, IReadOnlyList<GroupMember> Members);

/// <summary>Who supplies figures (<c>providers.csv</c>).</summary>
/// <param name="Country">ISO alpha-3, or null for an international provider.</param>
/// <param name="SourceSystem">Member of SOURCE, such as POLICE or PROSECUTOR.</param>
/// <param name="CountingRule">Principal-offence rule: <c>principal</c>, <c>all</c> or <c>unknown</c>.</param>
/// <param name="ReferenceDate">What the date of a figure is: <c>event</c>, <c>report</c>, <c>registration</c>, <c>judgment</c> or
/// <c>unknown</c>.</param>
/// <param name="Revision">The edition of a series that appears whole from time to time, such as <c>2024</c> of the population
/// (<c>revisions.csv</c>); null for others.</param>
public sealed record Provider(
    string Code,
    string? Country,
    LocalText Name,
    string SourceSystem,
    string CountingRule,
    string ReferenceDate,
    string Licence,
    string? Url,
    string? Revision = null
);

/// <summary>Which provider stands for an area and indicator: the lowest rank that has figures. <c>*</c> stands for all.</summary>
/// <param name="FromYear">The first year it is preferred for; null for all there are. A later one declares a change of source.</param>
/// <param name="ToYear">The last year it is preferred for; null while it lasts.</param>
public sealed record PreferredSource(string Area, string Indicator, string Provider, int Rank, int? FromYear = null, int? ToYear = null);

/// <summary>A dated event after which figures of a series are not comparable with those before it (methodology, rule 15).</summary>
/// <param name="Area">The area it happened in; it holds for everything inside.</param>
/// <param name="Indicator">The indicator, and with it the rates of it; <c>*</c> for all.</param>
/// <param name="Provider">The provider whose figures it is about; <c>*</c> for all.</param>
/// <param name="Period">When it began: the first day of this period.</param>
/// <param name="Kind">One of <see cref="SeriesBreak.Kinds"/>.</param>
/// <param name="Source">Where one can read that it happened.</param>
public sealed record SeriesBreak(
    string Area,
    string Indicator,
    string Provider,
    TimePeriod Period,
    string Kind,
    LocalText Note,
    string Source
)
{
    /// <summary>
    /// What can break a series: new law, new system of recording, changed coverage, definition or counting rule, a strike, anything else.
    /// </summary>
    public static IReadOnlyList<string> Kinds { get; } = ["LAW", "SYSTEM", "COVERAGE", "DEFINITION", "COUNTING_RULE", "STRIKE", "OTHER"];

    public const string NotePrefix = "break:";

    /// <summary>The code under which a figure names it among its notes.</summary>
    public string NoteCode => $"{NotePrefix}{Area}/{Indicator}/{Provider}/{Period}";
}

/// <summary>
/// From what change on a figure's revision needs a comment of its office (methodology, rule 16): both have to be exceeded or reached.
/// </summary>
/// <param name="Indicator"><c>*</c> for every indicator that has no row of its own.</param>
/// <param name="Percent">Of the value before; the change has to be more.</param>
/// <param name="Cases">The change has to be this many at least.</param>
public sealed record RevisionLimit(string Indicator, decimal Percent, decimal Cases)
{
    /// <summary>5 per cent and 10 cases.</summary>
    public static RevisionLimit Usual { get; } = new("*", 5, 10);
}

public sealed record ObsStatus(string Code, bool IsMissing, bool IsPublishable, LocalText Label);

public sealed record Unit(string Code, LocalText Label);

public sealed record IccsCategory(string Code, int Level, string? Parent, LocalText Label);

/// <summary>Mid-year resident population. Persons; <paramref name="ObsStatus"/> is E (estimate) or F (projection).</summary>
public sealed record PopulationFigure(string Area, int Year, string Sex, string Age, long Persons, string ObsStatus);

/// <summary>A national label known to stand for an indicator; the seed of suggestions.</summary>
public sealed record CategorySynonym(
    string Country,
    string SourceSystem,
    string Language,
    string Label,
    string? NationalCode,
    string Indicator,
    string Disaggregation,
    string CountingUnit,
    string Match,
    string Verification
);
