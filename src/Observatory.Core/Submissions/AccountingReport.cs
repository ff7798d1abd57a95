using System.Text.Json;
using System.Text.Json.Serialization;
using Observatory.Core.Checking;

namespace Observatory.Core.Submissions;

/// <summary>The accounting of a file as it is stored and shown. Every report shows the sum.</summary>
public sealed record AccountingReport
{
    public required long RowsRead { get; init; }
    public required IReadOnlyDictionary<string, long> RowsBySheet { get; init; }
    public required long CellsRead { get; init; }
    public required long CellsLoaded { get; init; }
    public required long CellsLeftOut { get; init; }
    public required long CellsSetAside { get; init; }
    public required bool Balances { get; init; }
    public required IReadOnlyList<LeftOutCount> LeftOut { get; init; }
    public required IReadOnlyDictionary<string, long> RowsLeftOut { get; init; }
    public required IReadOnlyDictionary<string, long> SetAside { get; init; }
    public required IReadOnlyList<TotalChecked> Totals { get; init; }
    public required IReadOnlyDictionary<string, int> DistinctLabels { get; init; }

    /// <summary>The number of figures that the cells gave.</summary>
    public required int Observations { get; init; }

    /// <summary>The number of different areas among the figures.</summary>
    public required int Areas { get; init; }

    public static AccountingReport Of(Mappings.MappedFile file)
    {
        var accounting = file.Accounting;
        return new AccountingReport
        {
            RowsRead = accounting.RowsRead,
            RowsBySheet = new SortedDictionary<string, long>(accounting.RowsBySheet, StringComparer.Ordinal),
            CellsRead = accounting.CellsRead,
            CellsLoaded = accounting.CellsLoaded,
            CellsLeftOut = accounting.CellsLeftOut,
            CellsSetAside = accounting.CellsSetAside,
            Balances = accounting.Balances,
            LeftOut =
            [
                .. accounting
                    .LeftOut.Select(l => new LeftOutCount(l.Key.Rule, l.Key.Column, l.Value))
                    .OrderBy(l => l.Rule, StringComparer.Ordinal)
                    .ThenBy(l => l.Column, StringComparer.Ordinal),
            ],
            RowsLeftOut = Sorted(accounting.RowsLeftOut),
            SetAside = Sorted(accounting.SetAside),
            Totals = accounting.Totals,
            DistinctLabels = Sorted(accounting.DistinctLabels),
            Observations = file.ObservationCount,
            Areas = file.Areas.Count,
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, AccountingJson.Default.AccountingReport);

    /// <summary>Null if there is no accounting, because the file was never read to its end.</summary>
    public static AccountingReport? FromJson(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, AccountingJson.Default.AccountingReport);

    private static SortedDictionary<string, T> Sorted<T>(IReadOnlyDictionary<string, T> of) =>
        new(of.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal), StringComparer.Ordinal);
}

/// <param name="Rule">
/// Name of the mapping's rule, one of <c>blank</c>, <c>total</c>, <c>column-not-used</c>, <c>column-unknown</c>, or the label table that
/// leaves the cell out.
/// </param>
public sealed record LeftOutCount(string Rule, string Column, long Cells);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AccountingReport))]
internal sealed partial class AccountingJson : JsonSerializerContext;
