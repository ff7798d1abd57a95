using System.Globalization;
using NodaTime;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>
/// Watches the columns of days from which a table takes its periods, and reports at the end of the table where day and month seem swapped
/// (<see cref="DateTurns"/>). If periods are years, the order does not matter and nothing is watched.
/// </summary>
internal sealed class DateWatch(MappingTable table, MappingRun run)
{
    // A column with more different texts is not a column of days.
    private const int MostTexts = 200_000;

    private readonly List<Watched> _columns = [.. Sources(table).Select(s => new Watched(s))];
    private readonly Dictionary<string, IsoDayOfWeek?> _weekdays = new(StringComparer.Ordinal);
    private TableHeader? _header;
    private List<int> _others = [];
    private string _weekdayHeading = "";

    private sealed class Watched(ConceptSource source)
    {
        public ConceptSource Source { get; } = source;
        public int At { get; set; }
        public CellRef? First { get; set; }
        public Dictionary<string, LocalDate?> Texts { get; } = new(StringComparer.Ordinal);
        public DateTurns Turns { get; } = new();
    }

    public void Bind(TableHeader header)
    {
        _header = header;
        var never = table.NeverStore.Select(header.ColumnOf).ToHashSet();
        foreach (var column in _columns)
            column.At = header.ColumnOf(column.Source.Columns[0]);
        _others =
            _columns.Count == 0
                ? []
                : [.. Enumerable.Range(1, header.Width).Where(at => !never.Contains(at) && _columns.All(c => c.At != at))];
    }

    /// <summary>Checks a row that is read for its figures.</summary>
    public void See(GridRow row)
    {
        if (_columns.Count == 0)
            return;
        var weekday = WeekdayOf(row);
        foreach (var column in _columns)
        {
            if (column.At == 0 || row[column.At] is not { Length: > 0 } text)
                continue;
            if (column.Source.DateFormat == PeriodText.SerialDates && row.TraitsOf(column.At).HasFlag(CellTraits.From1904))
                text = PeriodText.From1904(text);
            if (!column.Texts.TryGetValue(text, out var date))
            {
                if (column.Texts.Count == MostTexts)
                    continue;
                column.Texts.Add(text, date = PeriodText.TryDate(text, column.Source.DateFormat));
            }
            if (date is not { } day)
                continue;
            column.First ??= _header!.Cell(row, column.At);
            column.Turns.Add(day, row.KindOf(column.At) == CellKind.Date, weekday);
        }
    }

    public void Report()
    {
        foreach (var column in _columns)
            if (column.Turns.Find() is { } turn)
                run.Findings.Add(
                    Finding.Warning(
                        FindingCodes.DatesTurned,
                        column.First,
                        ("column", column.Source.Columns[0]),
                        ("evidence", LowerName(turn.Evidence)),
                        ("count", turn.Count.ToString(CultureInfo.InvariantCulture)),
                        ("expected", turn.Sure),
                        ("actual", turn.Sure.Length == 0 ? "" : turn.Doubtful),
                        ("other", turn.Evidence == TurnEvidence.Weekday ? _weekdayHeading : "")
                    )
                );
    }

    /// <summary>
    /// The weekday that a row names in a column of weekdays. The first cell that is not a weekday disqualifies its column.
    /// </summary>
    private IsoDayOfWeek? WeekdayOf(GridRow row)
    {
        IsoDayOfWeek? weekday = null;
        for (var i = _others.Count - 1; i >= 0; i--)
        {
            var text = row[_others[i]];
            if (text.Length == 0)
                continue;
            if (!_weekdays.TryGetValue(text, out var named))
                named = _weekdays.Count < 1000 ? _weekdays[text] = WeekdayText.Of(text) : WeekdayText.Of(text);
            if (named is null)
                _others.RemoveAt(i);
            else
                (weekday, _weekdayHeading) = (named, _header!.TextOf(_others[i]));
        }
        return weekday;
    }

    private static IEnumerable<ConceptSource> Sources(MappingTable table) =>
        SeriesSources
            .Of(table)
            .Select(s => s.Sources)
            .Where(w =>
                w.GetValueOrDefault(Concepts.Freq)?.Value is { } code && FrequencyCodes.TryParse(code) is not (null or Frequency.Annual)
            )
            .Select(w => w.GetValueOrDefault(Concepts.TimePeriod))
            .OfType<ConceptSource>()
            .Where(s => s is { Codes: null, Fiscal: null, Columns: [var only] } && TextPattern.IsHeading(only))
            .DistinctBy(s => s.Columns[0]);

    private static string LowerName(TurnEvidence evidence) =>
        evidence switch
        {
            TurnEvidence.Months => "months",
            TurnEvidence.Typed => "typed",
            _ => "weekday",
        };
}
