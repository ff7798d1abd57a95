using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Reading;

public sealed class RowsAheadTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(10_000)]
    public void Every_row_comes_in_order(int count)
    {
        Assert.Equal(Enumerable.Range(1, count), RowsAhead.Of(Rows(count)).Select(r => r.Number));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(256)]
    public void A_fault_comes_after_the_rows_before_it(int before)
    {
        var taken = new List<int>();
        var fault = Assert.Throws<UnreadableFileException>(() =>
        {
            foreach (var row in RowsAhead.Of(Rows(before).Concat(Broken())))
                taken.Add(row.Number);
        });
        Assert.Equal(FindingCodes.FileUnreadable, fault.Finding.Code);
        Assert.Equal(before, taken.Count);
    }

    [Fact]
    public void Leaving_early_ends_the_reading()
    {
        var ended = false;
        IEnumerable<GridRow> Endless()
        {
            try
            {
                for (var i = 1; ; i++)
                    yield return new GridRow("", i, ["x"]);
            }
            finally
            {
                ended = true;
            }
        }

        Assert.Equal(3, RowsAhead.Of(Endless()).Take(3).Count());
        Assert.True(ended);
    }

    [Fact]
    public void Cancelling_ends_it_as_it_ends_the_source()
    {
        using var cancel = new CancellationTokenSource();
        IEnumerable<GridRow> Rows()
        {
            for (var i = 1; ; i++)
            {
                cancel.Token.ThrowIfCancellationRequested();
                yield return new GridRow("", i, ["x"]);
            }
        }

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var row in RowsAhead.Of(Rows()))
                if (row.Number == 1000)
                    cancel.Cancel();
        });
    }

    [Fact]
    public void No_row_is_read_before_the_first_is_requested()
    {
        var begun = false;
        IEnumerable<GridRow> Rows()
        {
            begun = true;
            yield break;
        }

        var rows = RowsAhead.Of(Rows());
        Assert.False(begun);
        Assert.Empty(rows);
        Assert.True(begun);
    }

    private static IEnumerable<GridRow> Rows(int count) => Enumerable.Range(1, count).Select(i => new GridRow("", i, ["x"]));

    private static IEnumerable<GridRow> Broken()
    {
        yield return Throw();

        static GridRow Throw() => throw new UnreadableFileException(Finding.Blocking(FindingCodes.FileUnreadable, null));
    }
}
