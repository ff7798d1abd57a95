using System.Globalization;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Templates;

/// <summary>The sheet that explains each column, the meaning of empty, zero and marks, and how to send the workbook.</summary>
internal sealed class NotesSheet(string name, TemplateWords words)
{
    private readonly List<TemplateRow> _rows = [];
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private int _at;

    public void Opening(string title, Mapping mapping, IReadOnlyList<string> sheets, string format)
    {
        Heading(title, CellStyle.Title);
        Line(
            words.Say("feed", ("feed", mapping.Id), ("version", Number(mapping.Version))) + " · " + mapping.Provider.Name.In(words.Language)
        );
        HowTo(mapping.Id, sheets, format);
    }

    public void HowTo(string feed, IReadOnlyList<string> sheets, string format)
    {
        var sheet = string.Join(", ", sheets);
        Heading(words.Say("how"));
        Line(words.Say("how.fill", ("sheet", sheet)));
        Line(words.Say("how.keep"));
        Line(words.Say("how.save." + format, ("sheet", sheet)));
        Line(words.Say("how.check", ("command", $"./observatory check FILE --feed {feed}")));
        Line(words.Say("how.send", ("command", $"./observatory ingest FILE --feed {feed}")));
    }

    public void Columns(string sheet, IReadOnlyList<ColumnNote> columns)
    {
        Heading(words.Say("columns", ("sheet", sheet)));
        Row(CellStyle.Heading, words.Say("columns.name"), words.Say("columns.what"), words.Say("columns.fill"));
        foreach (var column in columns)
            Row(CellStyle.Wrapped, column.Heading, column.What, column.Fill);
    }

    /// <summary>
    /// Explains what an empty cell, a zero and the marks of these tables mean, without repeating what another sheet explained.
    /// </summary>
    public void Marks(IReadOnlyList<MappingTable> tables, TaxonomyCatalogue taxonomy, Language language)
    {
        if (_said.Add("empty"))
            Heading(words.Say("empty"));
        var marks = tables.SelectMany(t => t.Marks).ToList();
        Once(words.Say("empty.none"));
        foreach (var mark in marks)
        {
            var columns = mark.Columns.Count == 0 ? words.Say("mark.everywhere") : string.Join(", ", mark.Columns);
            foreach (var text in mark.Texts)
            {
                var stem = text.Length == 0 ? "empty" : "mark";
                var sentence =
                    mark.Rule is { } rule ? words.Say(stem + ".rule", ("text", text), ("columns", columns), ("rule", rule))
                    : mark.Value is { } value
                        ? words.Say(
                            stem + ".value",
                            ("text", text),
                            ("columns", columns),
                            ("value", value.ToString(CultureInfo.InvariantCulture))
                        )
                    : words.Say(
                        stem + ".status",
                        ("text", text),
                        ("columns", columns),
                        ("status", StatusText(mark.Status ?? "", taxonomy, language))
                    );
                Once(
                    mark.Where.Count > 0 || mark.From is not null || mark.To is not null
                        ? words.Say("mark.limited", ("sentence", sentence))
                        : sentence
                );
            }
        }
        Once(words.Say("zero"));
        foreach (var table in tables)
        {
            if (table.Fill is { } fill)
                Once(
                    words.Say(
                        "zero.fill",
                        ("members", string.Join(", ", fill.Members)),
                        ("dimension", taxonomy.FindDimension(fill.Dimension)?.Label.In(language) ?? fill.Dimension)
                    )
                );
            if (table.Covers is { AbsentIsZero: true })
                Once(words.Say("zero.absent"));
        }
        if (!marks.Any(m => m.Texts.Any(t => t is "-" or "–" or "—")))
            Once(words.Say("dash"));
    }

    /// <summary>What the mapping reads from a file's name, with the values in this one; empty if it reads nothing.</summary>
    public static IReadOnlyList<(string Fact, string Text)> FactsOfName(Mapping mapping, string fileName) =>
        [
            .. mapping
                .Facts.Where(f => f.In == FactOrigin.FileName)
                .SelectMany(f =>
                    f.Pattern.Match(fileName) is { Success: true } m
                        ? f.Names.Where(n => m.Groups[n].Success).Select(n => (n, m.Groups[n].Value))
                        : []
                ),
        ];

    /// <param name="fileName">The name under which the filled-in file should be sent.</param>
    public void Facts(Mapping mapping, string fileName)
    {
        var lines = mapping.Facts.Where(f => f.In is FactOrigin.Title or FactOrigin.Footer).SelectMany(f => f.Names).ToList();
        if (lines.Count > 0)
            Line(words.Say("facts", ("names", string.Join(", ", lines))));
        if (FactsOfName(mapping, fileName) is { Count: > 0 } said)
            Line(words.Say("facts.named", ("file", fileName), ("facts", string.Join(", ", said.Select(f => $"{f.Fact} = {f.Text}")))));
        foreach (var (place, key) in new[] { (FactOrigin.FileName, "facts.fileName"), (FactOrigin.SheetName, "facts.sheetName") })
            if (mapping.Facts.Where(f => f.In == place).SelectMany(f => f.Names).ToList() is { Count: > 0 } names)
                Line(words.Say(key, ("names", string.Join(", ", names))));
    }

    public void Statuses(Mapping mapping, TaxonomyCatalogue taxonomy, Language language)
    {
        Heading(words.Say("statuses"));
        var sources = LabelOptions.Sources(mapping.Tables).Where(s => s.Concept == Concepts.ObsStatus).Select(s => s.Source).ToList();
        if (sources.Select(s => s.Value).OfType<string>().Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } values)
            Line(words.Say("statuses.fixed", ("status", string.Join(", ", values.Select(v => StatusText(v, taxonomy, language))))));
        else if (sources.Count == 0)
            Line(words.Say("statuses.fixed", ("status", StatusText("A", taxonomy, language))));
        foreach (var (label, code) in sources.Where(s => s.Codes is not null).SelectMany(s => Labels(s.Codes!)).Distinct())
            Row(CellStyle.Wrapped, label, StatusText(code, taxonomy, language));
        if (sources.Any(s => s.Columns.Count > 0 && s.Codes is null))
            foreach (var status in taxonomy.Statuses)
                Row(CellStyle.Wrapped, status.Code, status.Label.In(language));
    }

    public static string StatusText(string codes, TaxonomyCatalogue taxonomy, Language language) =>
        string.Join(", ", codes.Split(';').Select(c => taxonomy.FindStatus(c) is { } status ? $"{c} ({status.Label.In(language)})" : c));

    public void Heading(string text, CellStyle style = CellStyle.Heading)
    {
        if (_at > 0)
            _at++;
        Row(style, text);
    }

    public void Line(string text) => Row(CellStyle.Plain, text);

    public void Row(CellStyle style, params ReadOnlySpan<string> cells)
    {
        var row = new TemplateCell?[cells.Length];
        for (var i = 0; i < cells.Length; i++)
            row[i] = cells[i].Length == 0 ? null : new TemplateCell(cells[i], style);
        _rows.Add(new TemplateRow(++_at, row));
    }

    public TemplateSheet Sheet() =>
        new()
        {
            Name = name,
            Columns = [new(30), new(50), new(70)],
            Rows = _rows,
        };

    private void Once(string sentence)
    {
        if (_said.Add(sentence))
            Line(sentence);
    }

    private static IEnumerable<(string Label, string Code)> Labels(LabelTable codes)
    {
        var at = codes.Concepts.ToList().IndexOf(Concepts.ObsStatus);
        return at < 0 ? [] : codes.Rows.Where(r => r.Codes[at].Length > 0).Select(r => (string.Join(" | ", r.Labels), r.Codes[at]));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
