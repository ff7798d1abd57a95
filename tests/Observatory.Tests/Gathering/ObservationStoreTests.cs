using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Gathering;
using Observatory.Core.Series;
using Xunit;

namespace Observatory.Tests.Gathering;

/// <summary>A store that writes aside all the time is the same store: against a plain dictionary, over random streams of cells.</summary>
public sealed class ObservationStoreTests
{
    private static readonly string[] Sheets = ["", "Hoja1", "Víctimas"];

    public static TheoryData<int, int, int> Seeds()
    {
        var seeds = new TheoryData<int, int, int>();
        var random = new Random(20260406);
        for (var i = 0; i < 30; i++)
            seeds.Add(random.Next(), i % 3 == 0 ? 1 : random.Next(2, 40), random.Next(2, 6));
        return seeds;
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_store_that_writes_aside_answers_as_one_that_never_does(int seed, int figuresInMemory, int runsAtOnce)
    {
        var random = new Random(seed);
        using var scratch = new MemoryStream();
        var opened = 0;
        var small = new ObservationStore(
            Merge,
            () =>
            {
                opened++;
                return scratch;
            },
            figuresInMemory,
            runsAtOnce,
            blocksReadInVain: random.Next(2) == 0 ? int.MaxValue : random.Next(40)
        );
        var whole = new ObservationStore(Merge);
        var plain = new Plain();
        var combine = random.Next(3) > 0;
        var widest = random.Next(4) switch
        {
            0 => 3,
            1 => 40,
            2 => 100_000,
            _ => int.MaxValue,
        };
        var (sheet, row) = (0, 1);
        for (var step = 0; step < 600; step++)
        {
            if (random.Next(40) == 0 && sheet < Sheets.Length - 1)
                (sheet, row) = (sheet + 1, 1);
            row += random.Next(3);
            var cell = new CellRef(Sheets[sheet], row, random.Next(1, 6));
            var key = new ObservationKey(
                random.Next(3),
                random.Next(Math.Min(widest, 5_000_000)),
                201500 + random.Next(1, 13),
                random.Next(widest),
                random.Next(10) == 0 ? random.Next(3) : 0
            );
            Assert.Equal(plain.FirstCell(key), whole.FirstCell(key));
            if (random.Next(2) == 0)
                Assert.Equal(plain.FirstCell(key), small.FirstCell(key));
            if (random.Next(2) == 0)
                Assert.Equal(plain.FirstCell(key) is not null, small.Contains(PackedKey.Of(key)));
            if (!combine && plain.FirstCell(key) is not null)
                continue;
            var (value, lower, upper) = (
                Value(random),
                random.Next(9) == 0 ? Value(random) : null,
                random.Next(9) == 0 ? Value(random) : null
            );
            var attributes = 1 << random.Next(6);
            var added = plain.Add(key, value, lower, upper, attributes, cell);
            Assert.Equal(added, whole.Add(key, value, lower, upper, attributes, cell));
            Assert.Equal(
                added,
                value is { } exact
                && decimal.IsInteger(exact)
                && exact is > -1000 and < 1000
                && exact.Scale == 0
                && lower is null
                && upper is null
                    ? small.Add(PackedKey.Of(key), (long)exact, attributes, cell.Sheet, cell.Row, cell.Column)
                    : small.Add(key, value, lower, upper, attributes, cell)
            );
            if (random.Next(100) == 0)
                Same(plain, whole, small);
        }
        Same(plain, whole, small);
        foreach (var sibling in plain.Keys.Take(20).ToList())
        {
            var key = sibling with { Breakdown = sibling.Breakdown ^ 1 };
            plain.AddByRule(key, sibling, 64);
            whole.AddByRule(key, sibling, 64);
            small.AddByRule(key, sibling, 64);
        }
        Same(plain, whole, small);
        Same(plain, whole, small);
        Assert.Equal(1, opened);
    }

    [Fact]
    public void A_sum_that_leaves_sixty_three_bits_stays_exact()
    {
        using var scratch = new MemoryStream();
        var store = new ObservationStore(Merge, () => scratch, figuresInMemory: 1);
        var key = new ObservationKey(0, 0, 201501, 0);
        for (var row = 1; row <= 4; row++)
        {
            store.Add(key, 5_000_000_000_000_000_000m, null, null, 0, new CellRef("", row, 1));
            store.Add(key with { Area = row }, 0.5m, null, null, 0, new CellRef("", row, 2));
        }
        Assert.Equal(20_000_000_000_000_000_000m, store.Find(key)!.Value.Value);
        Assert.Equal(new CellRef("", 1, 1), store.Find(key)!.Value.FirstCell);
        Assert.Equal(4, store.Find(key)!.Value.Cells);
    }

    [Fact]
    public void A_cell_added_twice_to_a_figure_is_detected_although_memory_is_full()
    {
        using var scratch = new MemoryStream();
        var store = new ObservationStore(Merge, () => scratch, figuresInMemory: 1);
        var key = new ObservationKey(0, 0, 201501, 0);
        Assert.True(store.Add(key with { Area = 7 }, 1, null, null, 0, new CellRef("", 4, 2)));
        Assert.True(store.Add(key, 1, null, null, 0, new CellRef("", 5, 2)));
        Assert.True(store.Add(key with { Area = 8 }, 1, null, null, 0, new CellRef("", 5, 2)));
        Assert.True(store.Add(key with { Area = 9 }, 1, null, null, 0, new CellRef("", 5, 3)));
        Assert.False(store.Add(key, 1, null, null, 0, new CellRef("", 5, 2)));
        Assert.True(store.Add(key, 1, null, null, 0, new CellRef("", 6, 2)));
        Assert.Equal((2m, 2), (store.Find(key)!.Value.Value, store.Find(key)!.Value.Cells));
    }

    [Fact]
    public void Figures_cannot_be_added_while_they_are_read()
    {
        var store = new ObservationStore(Merge);
        store.Add(new ObservationKey(0, 0, 201501, 0), 1, null, null, 0, new CellRef("", 1, 1));
        store.Add(new ObservationKey(0, 1, 201501, 0), 1, null, null, 0, new CellRef("", 2, 1));
        using var figures = store.All().GetEnumerator();
        Assert.True(figures.MoveNext());
        store.Add(new ObservationKey(0, 2, 201501, 0), 1, null, null, 0, new CellRef("", 3, 1));
        Assert.Throws<InvalidOperationException>(() => figures.MoveNext());
    }

    [Fact]
    public void Figures_written_aside_take_few_bytes()
    {
        using var scratch = new MemoryStream();
        var store = new ObservationStore(Merge, () => scratch, figuresInMemory: 10_000);
        for (var row = 1; row <= 20_000; row++)
        for (var month = 1; month <= 12; month++)
            store.Add(new ObservationKey(0, row / 98, 202400 + month, row % 98), row % 3, null, null, 0, new CellRef("", row, 8 + month));
        Assert.Equal(240_000, store.Count);
        Assert.InRange(scratch.Length, 1, 10 * 240_000);
    }

    private static int Merge(int one, int other) => one | other;

    private static decimal? Value(Random random) =>
        random.Next(12) switch
        {
            0 => null,
            // Twenty digits before the point and six after it: sums of these are exact in a decimal, in whatever order.
            1 => random.Next() / 1_000_000m,
            2 => 12_345_678_901_234_567_890m * (random.Next(3) - 1),
            3 => random.Next() / 1000m,
            4 => long.MaxValue,
            5 => 1.50m,
            _ => random.Next(-3, 30),
        };

    private static void Same(Plain plain, ObservationStore whole, ObservationStore small)
    {
        var expected = plain.All().ToList();
        Assert.Equal(expected.Select(Said), whole.All().Select(Said));
        Assert.Equal(expected.Select(Said), small.All().Select(Said));
        Assert.Equal((expected.Count, expected.Count), (whole.Count, small.Count));
        Assert.Equal(expected.Select(f => f.Key), small.Keys);
        Assert.Equal(expected.Select(f => f.Key), whole.Keys);
        foreach (var figure in expected.Where((_, at) => at % 7 == 0))
        {
            Assert.Equal(Said(figure), Said(small.Find(figure.Key)!.Value));
            Assert.Equal(Said(figure), Said(whole.Find(figure.Key)!.Value));
            Assert.True(small.Contains(figure.Key));
            var absent = figure.Key with { Period = 199900 };
            Assert.Null(small.Find(absent));
            Assert.False(small.Contains(absent));
        }
    }

    // The scale of a decimal is seen too: 1.50 is not 1.5 to whoever reads the figure as it was written.
    private static string Said(Observation figure) => string.Create(CultureInfo.InvariantCulture, $"{figure} {figure.Value}");

    /// <summary>The rules of a store, in a dictionary.</summary>
    private sealed class Plain
    {
        private readonly Dictionary<ObservationKey, (Observation Figure, CellRef Last)> _figures = [];

        public CellRef? FirstCell(ObservationKey key) => _figures.TryGetValue(key, out var found) ? found.Figure.FirstCell : null;

        public IEnumerable<ObservationKey> Keys => All().Select(f => f.Key);

        public IEnumerable<Observation> All() =>
            _figures
                .Values.Select(f => f.Figure)
                .OrderBy(f => f.Key.Indicator)
                .ThenBy(f => f.Key.Area)
                .ThenBy(f => f.Key.Provider)
                .ThenBy(f => f.Key.Breakdown)
                .ThenBy(f => f.Key.Period);

        public bool Add(ObservationKey key, decimal? value, decimal? lower, decimal? upper, int attributes, CellRef cell)
        {
            if (!_figures.TryGetValue(key, out var found))
            {
                _figures.Add(
                    key,
                    (
                        new Observation
                        {
                            Key = key,
                            Value = value,
                            Lower = lower,
                            Upper = upper,
                            Attributes = attributes,
                            FirstCell = cell,
                            Cells = 1,
                        },
                        cell
                    )
                );
                return true;
            }
            if (found.Last == cell)
                return false;
            var was = found.Figure;
            _figures[key] = (
                was with
                {
                    Value = was.Value + value,
                    Lower = null,
                    Upper = null,
                    Attributes = Merge(was.Attributes, attributes),
                    Cells = was.Cells + 1,
                },
                cell
            );
            return true;
        }

        public void AddByRule(ObservationKey key, ObservationKey sibling, int attributes)
        {
            var from = _figures[sibling];
            _figures.TryAdd(
                key,
                (from.Figure with { Key = key, Value = 0, Lower = null, Upper = null, Attributes = attributes, Cells = 0 }, from.Last)
            );
        }
    }
}
