using System.Text.RegularExpressions;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;

namespace Observatory.Core.Templates;

/// <summary>The lines above and below a table that its mapping looks for, with facts of one file left open.</summary>
/// <param name="name">The name of the sheet.</param>
internal sealed class TemplateLines(FeedLayout layout, Mapping mapping, string name)
{
    /// <summary>
    /// Writes the lines above the header that the mapping looks for, with facts of one file left open. Returns the row of the header.
    /// </summary>
    public int WriteAbove(List<TemplateRow> rows)
    {
        var kept = new List<(int Row, TemplateCell Cell)>();
        var title = mapping.Recognise.Title;
        foreach (var row in layout.Above)
        {
            var joined = row.JoinedText();
            var open = Opened(joined, FactOrigin.Title);
            if (open is not null)
                kept.Add((row.Number, new TemplateCell(open, CellStyle.ToComplete)));
            else if (
                title is not null
                && Enumerable.Range(1, row.Count).Select(at => row[at].Trim()).FirstOrDefault(t => title.IsMatch(t)) is { } matching
            )
                kept.Add((row.Number, new TemplateCell(matching, CellStyle.Title)));
        }
        if (
            title is not null
            && !kept.Any(k => title.IsMatch(k.Cell.Text))
            && !layout.Headings.Any(h => title.IsMatch(h))
            && mapping.Tables.Count == layout.Tables.Count
        )
            throw FeedLayout.Impossible(mapping, "title", name);
        // A header with a fixed row keeps it, and so do the lines above.
        var isFixed = layout.Tables.Any(t => t.HeaderRow is not null);
        for (var i = 0; i < kept.Count; i++)
            rows.Add(new TemplateRow(isFixed ? kept[i].Row : i + 1, [kept[i].Cell]));
        return isFixed ? layout.HeaderRow : kept.Count + 1;
    }

    /// <summary>Writes the lines of the footer that the mapping looks for.</summary>
    /// <param name="at">The row above them.</param>
    public void WriteBelow(List<TemplateRow> rows, int at)
    {
        if (!mapping.Facts.Any(f => f.In == FactOrigin.Footer) || layout.Below.FirstOrDefault(Stops) is not { } stop)
            return;
        var stopping = new TemplateCell?[layout.Headings.Count];
        var joined = Opened(stop.JoinedText(), FactOrigin.Footer);
        foreach (var condition in layout.Tables.SelectMany(t => t.StopAt))
        {
            var column = StopColumn(stop, condition);
            if (column == 0)
                continue;
            var text = stop[column].Trim();
            stopping[column - 1] = joined is null
                ? new TemplateCell(text, CellStyle.Plain)
                : new TemplateCell(Opened(text, FactOrigin.Footer) ?? text, CellStyle.ToComplete);
        }
        rows.Add(new TemplateRow(++at, stopping));
        foreach (var row in layout.Sample.Where(r => r.Number > stop.Number))
            if (Opened(row.JoinedText(), FactOrigin.Footer) is { } open)
                rows.Add(new TemplateRow(++at, [new TemplateCell(open, CellStyle.ToComplete)]));
    }

    private bool Stops(GridRow row) => layout.Tables.Any(t => t.StopAt.Count > 0 && t.StopAt.All(c => c.Holds(row[StopColumn(row, c)])));

    private int StopColumn(GridRow row, RowCondition condition) =>
        condition.Column == RowCondition.FirstFilled
            ? Enumerable.Range(1, row.Count).FirstOrDefault(at => !string.IsNullOrWhiteSpace(row[at]))
            : PeriodColumns.ColumnOf(layout, condition.Column);

    /// <summary>The line without its facts, because they are those of the sample; null if it contains none.</summary>
    private string? Opened(string line, FactOrigin place)
    {
        var facts = mapping
            .Facts.Where(f => f.In == place)
            .SelectMany(f => f.Pattern.Match(line) is { Success: true } m ? f.Names.Select(n => m.Groups[n]) : [])
            .Where(g => g is { Success: true, Length: > 0 })
            .OrderByDescending(g => g.Index)
            .ToList();
        if (facts.Count == 0)
            return null;
        var end = line.Length + 1;
        foreach (Group fact in facts)
        {
            // Two patterns may match the same word, or one a part of the other's.
            if (fact.Index + fact.Length > end)
                continue;
            line = line[..fact.Index] + FeedTemplate.Blank + line[(fact.Index + fact.Length)..];
            end = fact.Index;
        }
        return line;
    }
}
