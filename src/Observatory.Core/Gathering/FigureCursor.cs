namespace Observatory.Core.Gathering;

/// <summary>Enumerates figures in the order of their keys.</summary>
internal abstract class FigureCursor
{
    /// <summary>The current figure; meaningless before the first <see cref="Next"/> and after the last.</summary>
    public GatheredFigure Figure;

    /// <summary>Moves to the next figure; false at the end.</summary>
    public abstract bool Next();
}

/// <summary>Enumerates a table, to which nothing may be added meanwhile.</summary>
internal sealed class TableCursor : FigureCursor
{
    private readonly FigureTable _table;
    private int _rank;

    public TableCursor(FigureTable table)
    {
        _table = table;
        _table.Sort();
    }

    public override bool Next()
    {
        if (_rank == _table.Count)
            return false;
        _table.Read(_table.AtRank(_rank++), ref Figure);
        return true;
    }
}
