using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>The rows of a lookup by their key, read completely before the table that is joined with them.</summary>
internal sealed class LookupRows
{
    // A dictionary of codes has thousands of rows, a table about each record as many as the records.
    private const int MaxKeys = 2_000_000;
    private const int HeaderWithin = 200;

    private readonly Lookup _lookup;
    private readonly MappingRun _run;
    private readonly Dictionary<string, (string[] Cells, int Rank, CellRef Where)> _rows = new(StringComparer.Ordinal);
    private int[]? _keyColumns;
    private int[] _broughtColumns = [];
    private int _rankColumn;
    private string? _sheet;

    public LookupRows(Lookup lookup, MappingRun run)
    {
        _lookup = lookup;
        _run = run;
    }

    public Lookup Lookup => _lookup;

    public bool IsFound => _keyColumns is not null;

    /// <summary>Reads the rows of the sheets that may contain the lookup; the first sheet with its headings is used.</summary>
    public void Read(IEnumerable<GridRow> rows, CancellationToken cancellation)
    {
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_keyColumns is null)
                FindHeader(row);
            else if (row.Sheet == _sheet && !row.IsBlank)
                Keep(row);
        }
        if (_keyColumns is null)
            _run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.LookupMissing,
                    null,
                    ("lookup", _lookup.Name),
                    ("file", _lookup.File ?? _run.FileName),
                    ("sheet", _lookup.Sheet ?? ""),
                    ("expected", string.Join(", ", _lookup.Key.Concat(_lookup.Bring).Distinct(StringComparer.Ordinal)))
                )
            );
    }

    /// <summary>The index, from 0, of a name among the columns that it brings to cells; -1 if it is none of them.</summary>
    public int PlaceOf(string name)
    {
        if (_lookup.IsOfCell && name.StartsWith(_lookup.Name + ".", StringComparison.Ordinal))
            for (var i = 0; i < _lookup.Bring.Count; i++)
                if (LabelText.Key(_lookup.Bring[i]) == LabelText.Key(name[(_lookup.Name.Length + 1)..]))
                    return i;
        return -1;
    }

    /// <summary>The cells that the lookup brings for a key, in the order of its headings; null if there is no such key.</summary>
    public string[]? Find(string key) => _rows.TryGetValue(key, out var found) ? found.Cells : null;

    public static string KeyOf(IEnumerable<string> parts) => string.Join('\u001f', parts.Select(p => LabelText.Key(p)));

    private void FindHeader(GridRow row)
    {
        if (row.Number > HeaderWithin)
            return;
        var headings = new HeadingRows([row], row.Sheet, TableDialect.Default);
        var asked = _lookup.Key.Concat(_lookup.Bring).Concat(_lookup.Several is { } several ? [several.Column] : []);
        if (asked.Any(h => headings.ColumnOf(h) == 0))
            return;
        _sheet = row.Sheet;
        _keyColumns = [.. _lookup.Key.Select(headings.ColumnOf)];
        _broughtColumns = [.. _lookup.Bring.Select(headings.ColumnOf)];
        _rankColumn = _lookup.Several is { } choice ? headings.ColumnOf(choice.Column) : 0;
    }

    private void Keep(GridRow row)
    {
        foreach (var at in _keyColumns!.Concat(_broughtColumns).Append(_rankColumn))
        {
            if (NotCalculated.In(row, at, row.At(at), "") is not { } unknown)
                continue;
            _run.Findings.Add(unknown);
            return;
        }
        var key = KeyOf(_keyColumns!.Select(c => row[c]));
        var cells = _broughtColumns.Select(c => row[c].Trim()).ToArray();
        var rank = int.MaxValue;
        if (_lookup.Several is { } choice)
        {
            if (choice.Order.Find([row[_rankColumn]]) is [var found, ..])
                rank = found.Line;
            else
                _run.Findings.Add(
                    Finding.Blocking(
                        FindingCodes.LabelUnknown,
                        row.At(_rankColumn),
                        ("label", row[_rankColumn]),
                        ("column", choice.Column),
                        ("concept", _lookup.Name),
                        ("file", choice.Order.File),
                        ("nearest", "")
                    )
                );
        }
        if (!_rows.TryGetValue(key, out var held))
        {
            if (_rows.Count >= MaxKeys)
                throw Refusals.Limit(row.At(0), "rows", MaxKeys);
            _rows.Add(key, (cells, rank, row.At(_keyColumns![0])));
        }
        else if (_lookup.Several is not null)
        {
            if (rank < held.Rank)
                _rows[key] = (cells, rank, row.At(_keyColumns![0]));
        }
        else if (!held.Cells.SequenceEqual(cells, StringComparer.Ordinal))
        {
            _run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.LookupNotUnique,
                    row.At(_keyColumns![0]),
                    ("lookup", _lookup.Name),
                    ("label", key.Replace('\u001f', '|')),
                    ("actual", held.Where.ToString())
                )
            );
        }
    }
}
