namespace Observatory.Benchmarks.Support;

/// <summary>A table printed as it is filled in: who reads along sees what is done.</summary>
internal sealed class MarkdownTable
{
    private readonly int _columns;

    public MarkdownTable(params string[] heads)
    {
        _columns = heads.Length;
        Write(heads);
        Console.WriteLine("|---" + string.Concat(Enumerable.Repeat("|---:", _columns - 1)) + "|");
    }

    /// <summary>One row; what it does not say is a dash.</summary>
    public void Row(params string[] cells) => Write([.. cells, .. Enumerable.Repeat("-", _columns - cells.Length)]);

    private static void Write(string[] cells) =>
        Console.WriteLine("| " + string.Join(" | ", cells.Select(c => c.Length == 0 ? "-" : c)) + " |");
}
