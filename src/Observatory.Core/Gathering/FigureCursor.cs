namespace Observatory.Core.Gathering;

/// <summary>Goes through figures in the order of their keys.</summary>
internal abstract class FigureCursor
{
    /// <summary>The figure reached; meaningless before the first <see cref="Next"/> and after the last.</summary>
    public GatheredFigure Figure;

    /// <summary>False at the end.</summary>
    public abstract bool Next();
}

/// <summary>Goes through a table that is not added to meanwhile.</summary>
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
