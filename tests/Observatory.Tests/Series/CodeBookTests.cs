using Observatory.Core.Series;
using Xunit;

namespace Observatory.Tests.Series;

public sealed class CodeBookTests
{
    [Fact]
    public void Things_are_numbered_in_the_order_they_are_met()
    {
        var book = new CodeBook<string>(StringComparer.Ordinal);
        Assert.Equal([0, 1, 0, 2], new[] { "b", "a", "b", "B" }.Select(book.NumberOf));
    }

    [Fact]
    public void A_number_gives_its_thing_back()
    {
        var book = new CodeBook<string>();
        Assert.Equal("x", book[book.NumberOf("x")]);
    }

    [Fact]
    public void Asking_does_not_add()
    {
        var book = new CodeBook<string>();
        Assert.False(book.TryNumberOf("x", out _));
        Assert.Equal(0, book.Count);
    }
}
