using NodaTime;
using Observatory.Core.Figures;
using Observatory.Core.Series;

namespace Observatory.Tests.Support;

/// <summary>A figure with its values as they are written, so that a test can say in one line what it expects.</summary>
public sealed record FigureText
{
    public required string Indicator { get; init; }
    public required string Area { get; init; }
    public required string Period { get; init; }
    public required string Source { get; init; }
    public required string Sex { get; init; }
    public required string Age { get; init; }
    public required string Offence { get; init; }
    public decimal? Value { get; init; }
    public decimal? LowerBound { get; init; }
    public decimal? UpperBound { get; init; }
    public required string Unit { get; init; }
    public required string Statuses { get; init; }

    /// <summary>Null for none.</summary>
    public string? Notes { get; init; }
    public required bool Derived { get; init; }
    public required bool Complete { get; init; }
    public decimal? PartialValue { get; init; }
    public required long PartsPresent { get; init; }
    public int? PartsExpected { get; init; }
    public required int Submission { get; init; }
    public required Instant LoadedAt { get; init; }
    public required string Mapping { get; init; }
    public Derivation? Derivation { get; init; }
    public bool IsMixed { get; init; }
    public decimal? Change { get; init; }
    public string? ChangeUnit { get; init; }

    private Breakdown Of { get; init; } = Core.Series.Breakdown.Total;

    public Breakdown Breakdown() => Of;

    public IReadOnlyList<string> Members => Of.Members;

    public IReadOnlyList<string> EachStatus() => Statuses.Split(';');

    public static FigureText From(Figure figure) =>
        new()
        {
            Indicator = figure.Indicator,
            Area = figure.Area,
            Period = figure.Period.ToString(),
            Source = figure.Source,
            Sex = figure.Breakdown["SEX"],
            Age = figure.Breakdown["AGE"],
            Offence = figure.Breakdown["OFFENCE"],
            Of = figure.Breakdown,
            Value = figure.Value,
            LowerBound = figure.LowerBound,
            UpperBound = figure.UpperBound,
            Unit = figure.Unit,
            Statuses = figure.Statuses.ToString(),
            Notes = figure.Notes.Notes.Count == 0 ? null : figure.Notes.ToString(),
            Derived = figure.Derived,
            Complete = figure.Complete,
            PartialValue = figure.PartialValue,
            PartsPresent = figure.PartsPresent,
            PartsExpected = figure.PartsExpected,
            Submission = figure.Submission,
            LoadedAt = figure.LoadedAt,
            Mapping = figure.Mapping,
            Derivation = figure.Derivation,
            IsMixed = figure.IsMixed,
            Change = figure.Change,
            ChangeUnit = figure.ChangeUnit,
        };
}
