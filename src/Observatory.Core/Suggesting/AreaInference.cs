using System.Globalization;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>Finds out which areas the labels of the area column are.</summary>
internal sealed class AreaInference(TableEvidence table)
{
    /// <summary>A country has at least the sum of its parts: a label with less in any period is a part.</summary>
    private bool IsLessThanSisters(ColumnProfile column, string label, List<LabelSuggestion> labels)
    {
        var values = table.Holders(ColumnRole.Value).Select(v => v.At).ToList();
        ColumnRole[] said =
        [
            ColumnRole.Year,
            ColumnRole.Month,
            ColumnRole.Quarter,
            ColumnRole.Period,
            ColumnRole.Date,
            ColumnRole.Indicator,
            ColumnRole.Sex,
            ColumnRole.Age,
        ];
        var keys = table.Columns.Where(c => said.Contains(table.Roles[c.At].Role)).Select(c => c.At).ToList();
        var sisters = labels
            .Where(l => l.Sure is { } sure && sure.Code != table.Country)
            .Select(l => l.Text)
            .ToHashSet(StringComparer.Ordinal);
        var (own, others) = (
            new Dictionary<string, decimal>(StringComparer.Ordinal),
            new Dictionary<string, decimal>(StringComparer.Ordinal)
        );
        foreach (var row in table.Bounds.Data)
        {
            var name = row[column.At].Trim();
            var into =
                name == label ? own
                : sisters.Contains(name) ? others
                : null;
            if (into is null)
                continue;
            var key = string.Join('\u001f', keys.Select(k => row[k].Trim()));
            foreach (var at in values)
            {
                // Only whole numbers without any mark are compared.
                if (
                    !row[at].Trim().All(char.IsAsciiDigit)
                    || !decimal.TryParse(row[at].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var figure)
                    || figure >= NumberEvidence.TooLarge
                )
                    continue;
                var cell = $"{key}\u001e{at}";
                into[cell] = into.GetValueOrDefault(cell) + figure;
            }
        }
        return own.Any(o => others.TryGetValue(o.Key, out var sum) && o.Value < sum);
    }

    /// <summary>
    /// How many figures of the total are the sums of the others; null if one of them is not, or there are fewer than three.
    /// </summary>
    private int? SumsUp(ColumnProfile column)
    {
        if (table.Country == AreaMatcher.International)
            return null;
        var values = table.Holders(ColumnRole.Value).Select(v => v.At).ToList();
        var keys = table
            .Columns.Where(c =>
                c != column
                && !values.Contains(c.At)
                && table.Roles[c.At].Role is not (ColumnRole.Repeats or ColumnRole.Total or ColumnRole.Rate or ColumnRole.Empty)
            )
            .Select(c => c.At)
            .ToList();
        return AreaLevels.Sums(table.Bounds.Data, column.At, keys, values);
    }

    public List<LabelSuggestion> AreaLabels(bool isRate)
    {
        if (table.Holder(ColumnRole.Area) is not { } column)
            return [];
        var isCode = table.Roles[column.At].Because.Key == "column.areaCode";
        var labels = column
            .Labels.DistinctBy(l => Normalising.LabelText.Key(l.Key))
            .Select(l => new LabelSuggestion(
                "REF_AREA",
                [l.Key],
                null,
                l.Value,
                (isCode ? table.Areas.ByCode(l.Key) : table.Areas.ByName(l.Key)) is { } area ? [area] : []
            ))
            .ToList();
        if (!isRate)
            for (var i = 0; i < labels.Count; i++)
                if (
                    labels[i].Best is { Because.Key: "area.several", Certainty: Certainty.Likely } part
                    && part.Code != table.Country
                    && IsLessThanSisters(column, labels[i].Text, labels)
                )
                    labels[i] = labels[i] with
                    {
                        Proposals =
                        [
                            part with
                            {
                                Certainty = Certainty.Sure,
                                Confidence = 0.92,
                                Because = Reason.Of("area.lessThanSisters", ("name", labels[i].Text)),
                            },
                        ],
                    };
        // A total is the whole country if it is the sum of all others, in every period.
        if (
            labels.Count(l => Vocabulary.Is(l.Text, "total")) == 1
            && labels.TrueForAll(l => Vocabulary.Is(l.Text, "total") || l.Sure is { } sure && sure.Code != table.Country)
            && SumsUp(column) is { } times
        )
        {
            var at = labels.FindIndex(l => Vocabulary.Is(l.Text, "total"));
            labels[at] = labels[at] with
            {
                Proposals =
                [
                    new Proposal(
                        table.Country,
                        "",
                        0.97,
                        Certainty.Sure,
                        Reason.Of("area.sum", ("name", labels[at].Text), ("count", times.ToString(CultureInfo.InvariantCulture)))
                    ),
                ],
            };
        }
        // A label that two areas share is the area that is missing among the other labels.
        var taken = labels.Where(l => l.Sure is not null).Select(l => l.Sure!.Code).ToHashSet(StringComparer.Ordinal);
        var missing = table
            .Taxonomy.Areas.Where(a => a.Country == table.Country && a.Level == AreaLevel.Subdivision && !taken.Contains(a.Code))
            .ToList();
        for (var i = 0; i < labels.Count; i++)
            if (labels[i].Sure is null && missing.Count == 1 && labels[i].Best?.Code == missing[0].Code)
                labels[i] = labels[i] with
                {
                    Proposals =
                    [
                        labels[i].Best! with
                        {
                            Certainty = Certainty.Sure,
                            Confidence = 0.93,
                            Because = Reason.Of("area.last", ("name", missing[0].Label.En)),
                        },
                    ],
                };
        return labels;
    }
}
