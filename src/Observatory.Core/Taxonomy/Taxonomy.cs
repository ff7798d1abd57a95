using Observatory.Core.Languages;
using Observatory.Core.Series;

namespace Observatory.Core.Taxonomy;

/// <summary>The kind of number of an indicator, which decides what may be summed.</summary>
public enum IndicatorKind
{
    /// <summary>A number of things. A flow adds up over time and area; a stock over area only.</summary>
    Count,

    /// <summary>A count divided by a population. Never summed.</summary>
    Rate,

    /// <summary>A share in percent. Never summed.</summary>
    Percentage,

    /// <summary>One count divided by another. Never summed.</summary>
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

    /// <summary>True if the figure is a state at a date (31 December), never summed over time.</summary>
    public required bool IsStock { get; init; }

    /// <summary>The formula of a derived indicator, such as <c>HOM_VICT / POP_TOT * 100000</c>; null for reported ones.</summary>
    public string? Formula { get; init; }

    /// <summary>Dimensions by which it may be broken down.</summary>
    public IReadOnlyList<string> Dimensions { get; init; } = [];
    public required bool HigherIsWorse { get; init; }

    /// <summary>Hard limits: a value outside is refused; null for no limit.</summary>
    public decimal? MinValue { get; init; }
    public decimal? MaxValue { get; init; }

    /// <summary>
    /// True if <see cref="PlausibleLow"/> and <see cref="PlausibleHigh"/> are per 100 000 population, false if they apply to the value
    /// itself.
    /// </summary>
    public bool PlausiblePer100K { get; init; }

    /// <summary>Limits beyond which a value raises a warning and is not refused; null if none is known.</summary>
    public decimal? PlausibleLow { get; init; }
    public decimal? PlausibleHigh { get; init; }

    /// <summary>Decimals for display. Counts have none unless the source estimates.</summary>
    public required int Decimals { get; init; }

    /// <summary>The count on which a rate is based; null otherwise.</summary>
    public string? RateOf { get; init; }

    /// <summary>True if parts may be summed to a whole over areas.</summary>
    public bool AddsUp => Kind == IndicatorKind.Count;

    /// <summary>True if months may be summed to a year.</summary>
    public bool AddsUpOverTime => Kind == IndicatorKind.Count && !IsStock;
}

/// <summary>A breakdown dimension, such as SEX (<c>dimensions.csv</c>).</summary>
public sealed record Dimension(string Code, string CodeList, LocalText Label, bool IsBreakdown, IReadOnlyList<DimensionMember> Members);

/// <summary>
/// A member of a dimension's code list. <paramref name="InPartition"/> is false if it overlaps its siblings and must not be added to them.
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
/// An area that figures are about. Countries have their ISO 3166-1 alpha-3 code, subdivisions ISO 3166-2, municipalities a provider's code
/// such as <c>COL:05001</c>.
/// </summary>
/// <param name="Country">ISO alpha-3 of the State that contains it; its own code for a State.</param>
/// <param name="Parent">The area that contains it; null for a State.</param>
/// <param name="Type">
/// The country's word for it, such as Province; <c>Unspecified</c> for incidents without a recorded place. Null if unknown.
/// </param>
public sealed record Area(string Code, AreaLevel Level, string Country, string? Parent, LocalText Label, string? Type);

/// <summary>Attributes of one of the 35 States, in addition to its <see cref="Area"/>.</summary>
public sealed record Country(string Iso3, string Iso2, string M49, LocalText Name, string Subregion, string OasStatus, string? StatusNote);

/// <summary>A dated membership of a group of countries; the last year is null while it lasts, the first if unknown.</summary>
public sealed record GroupMember(string Group, string Area, int? FromYear, int? ToYear)
{
    /// <summary>Whether the State was a member at any time of a year.</summary>
    public bool HoldsIn(int year) => (FromYear is null || FromYear <= year) && (ToYear is null || year <= ToYear);
}

public sealed record AreaGroup(string Code, LocalText Label, IReadOnlyList<GroupMember> Members);

/// <summary>An organisation that supplies figures (<c>providers.csv</c>).</summary>
/// <param name="Country">ISO alpha-3, or null for an international provider.</param>
/// <param name="SourceSystem">Member of SOURCE, such as POLICE or PROSECUTOR.</param>
/// <param name="CountingRule">Principal-offence rule: <c>principal</c>, <c>all</c> or <c>unknown</c>.</param>
/// <param name="ReferenceDate">
/// The meaning of a figure's date: <c>event</c>, <c>report</c>, <c>registration</c>, <c>judgment</c> or <c>unknown</c>.
/// </param>
/// <param name="Revision">
/// The edition of a series that is published as a whole from time to time, such as <c>2024</c> of the population (<c>revisions.csv</c>);
/// null for others.
/// </param>
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

/// <summary>The preferred provider for an area and indicator: the lowest rank that has figures. <c>*</c> means all.</summary>
/// <param name="FromYear">The first year for which it is preferred; null for all. A later one declares a change of source.</param>
/// <param name="ToYear">The last year for which it is preferred; null while it lasts.</param>
public sealed record PreferredSource(string Area, string Indicator, string Provider, int Rank, int? FromYear = null, int? ToYear = null);

/// <summary>A dated event after which figures of a series are not comparable with those before it (methodology, rule 15).</summary>
/// <param name="Area">The area in which it happened; it applies to everything inside.</param>
/// <param name="Indicator">The indicator and rates based on it; <c>*</c> for all.</param>
/// <param name="Provider">The provider of the affected figures; <c>*</c> for all.</param>
/// <param name="Period">When it began: the first day of this period.</param>
/// <param name="Kind">One of <see cref="SeriesBreak.Kinds"/>.</param>
/// <param name="Source">A source that documents the event.</param>
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
    /// The kinds of breaks: new law, new recording system, changed coverage, definition or counting rule, a strike, anything else.
    /// </summary>
    public static IReadOnlyList<string> Kinds { get; } = ["LAW", "SYSTEM", "COVERAGE", "DEFINITION", "COUNTING_RULE", "STRIKE", "OTHER"];

    public const string NotePrefix = "break:";

    /// <summary>The code of this break in a figure's notes.</summary>
    public string NoteCode => $"{NotePrefix}{Area}/{Indicator}/{Provider}/{Period}";
}

/// <summary>
/// The size from which a figure's revision needs a comment of its office (methodology, rule 16): both limits have to be met.
/// </summary>
/// <c>*</c> for every indicator without a row of its own.
/// <param name="Percent">Percent of the earlier value; the change has to be larger.</param>
/// <param name="Cases">The change has to be at least this large.</param>
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

/// <summary>A national label that is known to mean an indicator; suggestions are based on these.</summary>
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
