using System.Globalization;

namespace Observatory.Core.Suggesting;

/// <summary>Finds out what the figures count, as far as the file shows it.</summary>
internal sealed class UnitInference(TableEvidence table)
{
    public UnitEvidence Unit()
    {
        var values = table.Holders(ColumnRole.Value).ToList();
        if (values.Count > 1 && values.Any(v => table.Facets.TryGetValue(v.At, out var f) && f.Unit is not null))
            return UnitEvidence.None;
        if (RateBySize() is { } bySize)
            return new UnitEvidence(null, false, true, bySize);
        if (values.FirstOrDefault(v => v.Negative > 0) is { } negative)
            return new UnitEvidence(null, false, true, Reason.Of("unit.negative", ("column", negative.FullHeading)));
        var classes = table.Holders(ColumnRole.Indicator).SelectMany(c => c.Labels.Keys).ToList();
        if (classes.Count > 0 && classes.Count(l => Vocabulary.Says(l, "rate") > 0) >= 0.6 * classes.Count)
            return new UnitEvidence(null, false, true, Reason.Of("unit.rate", ("text", classes[0])));
        var heading = values.Count == 1 ? UnitEvidence.Of(values[0].FullHeading) : UnitEvidence.None;
        if (heading.IsRate)
            return heading with { Unit = null, IsProved = false };
        if (heading.IsProved)
            return heading;
        var sheet = UnitEvidence.Of(table.Bounds.Sheet.Name);
        if (sheet.IsProved)
            return sheet;
        foreach (var title in table.Bounds.Titles.Select(t => string.Join(' ', Enumerable.Range(1, t.Count).Select(c => t[c].Trim()))))
            if (UnitEvidence.Of(title) is { } said && (said.IsProved || (said.IsRate && Vocabulary.Says(title, "rate") > 0.8)))
                return said;
        // Whoever saved the file chose its name.
        if (UnitEvidence.Of(table.FileWords) is { IsProved: true } byName)
            return byName with { IsProved = false };
        // Persons have a sex and an age; case files do not.
        if (table.Holder(ColumnRole.Sex) is { } sex)
            return new UnitEvidence("VICTIMS", false, false, Reason.Of("unit.person", ("column", sex.FullHeading)));
        return UnitEvidence.None;
    }

    /// <summary>If the row of the whole country is smaller than one of its parts, the figures are not counts.</summary>
    private Reason? RateBySize()
    {
        if (table.Holder(ColumnRole.Area) is not { } area)
            return null;
        var values = table.Holders(ColumnRole.Value).Select(v => v.At).ToList();
        if (values.Count == 0)
            return null;
        var keys = table
            .Columns.Where(c =>
                c != area
                && !values.Contains(c.At)
                && table.Roles[c.At].Role is ColumnRole.Indicator or ColumnRole.Year or ColumnRole.Month or ColumnRole.Sex or ColumnRole.Age
            )
            .Select(c => c.At)
            .ToList();
        var wholes = new Dictionary<string, (decimal[] Values, string Text)>(StringComparer.Ordinal);
        var largest = new Dictionary<string, decimal[]>(StringComparer.Ordinal);
        foreach (var row in table.Bounds.Data)
        {
            var label = row[area.At].Trim();
            var isWhole = label.Length > 0 && table.Areas.ByName(label)?.Code == table.Country;
            var key = string.Join('\u001f', keys.Select(k => row[k]));
            var figures = values
                .Select(v => decimal.TryParse(row[v], NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : 0)
                .ToArray();
            if (isWhole)
            {
                wholes.TryAdd(key, (figures, label));
                continue;
            }
            if (!largest.TryGetValue(key, out var most))
                largest[key] = figures;
            else
                for (var i = 0; i < most.Length; i++)
                    most[i] = Math.Max(most[i], figures[i]);
        }
        var (below, compared) = (0, 0);
        var text = "";
        foreach (var (key, whole) in wholes)
        {
            if (!largest.TryGetValue(key, out var most))
                continue;
            for (var i = 0; i < most.Length; i++)
            {
                if (whole.Values[i] <= 0)
                    continue;
                compared++;
                if (most[i] > whole.Values[i])
                    (below, text) = (below + 1, whole.Text);
            }
        }
        return compared >= 3 && below >= 0.5 * compared
            ? Reason.Of(
                "unit.whole",
                ("label", text),
                ("count", below.ToString(CultureInfo.InvariantCulture)),
                ("of", compared.ToString(CultureInfo.InvariantCulture))
            )
            : null;
    }
}
