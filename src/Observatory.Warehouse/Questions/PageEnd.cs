using Observatory.Core.Figures;

namespace Observatory.Warehouse.Questions;

/// <summary>Watches the figures of a page and makes the cursor of the next one.</summary>
public sealed class PageEnd(ResolvedQuestion question)
{
    private Figure? _last;
    private int _given;

    /// <summary>Adds the next figure of the page, in the order of the answer.</summary>
    public void Add(Figure figure)
    {
        var continues = _last is { } last
            ? (figure.Indicator, figure.Area, figure.Source) == (last.Indicator, last.Area, last.Source)
            : question.Asked.After?.IsOfGroup(figure) == true;
        var before = _last is null ? question.Asked.After?.Given ?? 0 : _given;
        _given = continues ? before + 1 : 1;
        _last = figure;
    }

    /// <summary>The cursor of the next page. Read it only after a figure was added.</summary>
    public PageCursor Cursor =>
        PageCursor.After(
            _last ?? throw new InvalidOperationException("A page without figures has no end."),
            question.Vintage,
            question.Fingerprint,
            _given
        );
}
