namespace Observatory.Core.Templates;

/// <summary>The sheet behind the drop-down lists: a column of labels and their meanings for each list, side by side.</summary>
internal sealed class CodesSheet(string name, TemplateWords words)
{
    private readonly List<(string Heading, IReadOnlyList<LabelOption> Options)> _lists = [];

    public bool IsEmpty => _lists.Count == 0;

    /// <summary>Writes a list on the sheet, once, and returns its range.</summary>
    public string List(string heading, IReadOnlyList<LabelOption> options)
    {
        var at = _lists.FindIndex(l => l.Heading == heading && l.Options.SequenceEqual(options));
        if (at < 0)
        {
            at = _lists.Count;
            _lists.Add((heading, options));
        }
        return WorkbookWriter.RangeOn(name, (2 * at) + 1, 3, options.Count + 2);
    }

    public TemplateSheet Sheet(bool isHidden)
    {
        var height = _lists.Max(l => l.Options.Count);
        var rows = new List<TemplateRow>
        {
            new(1, [.. _lists.SelectMany(l => new TemplateCell?[] { new(l.Heading, CellStyle.Heading), null })]),
            new(
                2,
                [
                    .. _lists.SelectMany(_ =>
                        new TemplateCell?[]
                        {
                            new(words.Say("codes.label"), CellStyle.Heading),
                            new(words.Say("codes.meaning"), CellStyle.Heading),
                        }
                    ),
                ]
            ),
        };
        for (var i = 0; i < height; i++)
            rows.Add(
                new TemplateRow(
                    i + 3,
                    [
                        .. _lists.SelectMany(l =>
                            i < l.Options.Count ? new[] { Cell(l.Options[i].Label), Cell(l.Options[i].Meaning) } : [null, null]
                        ),
                    ]
                )
            );
        return new TemplateSheet
        {
            Name = name,
            IsHidden = isHidden,
            Rows = rows,
            FrozenRows = 2,
            Columns = [.. _lists.SelectMany(_ => new[] { new TemplateColumn(24, CellStyle.Text), new TemplateColumn(36, CellStyle.Text) })],
        };
    }

    private static TemplateCell? Cell(string text) => text.Length == 0 ? null : new TemplateCell(text, CellStyle.Text);
}
