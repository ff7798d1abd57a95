using NodaTime;

namespace Observatory.Core.Answers;

/// <summary>An editor's decision about what a label means.</summary>
public sealed record LabelAnswer
{
    /// <summary>File name of the label table, such as <c>offences.csv</c>.</summary>
    public required string Table { get; init; }

    /// <summary>The label as the office writes it; one for each label column of the table.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Codes by the heading of the table's column; empty if the label is to be left out.</summary>
    public required IReadOnlyDictionary<string, string> Codes { get; init; }

    /// <summary>The reason why the label is left out, or a remark; required if there are no codes.</summary>
    public string Note { get; init; } = "";

    public required string Author { get; init; }

    public required LocalDate Date { get; init; }

    public bool IsLeftOut => Codes.Count == 0;

    /// <summary>The codes as <c>INDICATOR=HOM_VICT;SEX=F</c>; <c>-</c> if the label is left out.</summary>
    public string Said =>
        IsLeftOut ? "-" : string.Join(';', Codes.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value}"));

    /// <summary>The labels joined as a finding shows them.</summary>
    public string Label => string.Join(AnswerLog.Between, Labels);
}
