using System.Diagnostics;
using Observatory.App.Asking;
using Observatory.App.Composition;
using Observatory.Benchmarks.Support;
using Observatory.Core.Languages;
using Observatory.Warehouse.Database;

namespace Observatory.Benchmarks.Asking;

/// <summary>
/// What the program asks the database for an address, heard from the program itself: the same statements with the same parameters, and none
/// that it answers from what it keeps for a vintage.
/// </summary>
internal sealed class AskedStatements : IAsyncDisposable, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    /// <summary>Rows of a page: more than any of the questions has.</summary>
    public const int Limit = 2000;

    private readonly Platform _platform;
    private readonly IDisposable _everything;
    private readonly List<IDisposable> _heard = [];
    private List<AskedStatement>? _asked;

    public AskedStatements(BenchHome home)
    {
        _platform = Platform.Over(home.Home, [Path.Combine(Checkout.Root, "etl-mappings"), home.Mappings], home.ConnectionString);
        _everything = DiagnosticListener.AllListeners.Subscribe(this);
    }

    public async Task<Question> OfAsync(string address)
    {
        // What is kept is made with the first time.
        await AnswerAsync(address);
        _asked = [];
        var rows = await AnswerAsync(address);
        var question = new Question(address, _asked, rows);
        _asked = null;
        return question;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == AskedQueries.ListenerName)
            _heard.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        // The newest vintage is asked for ten times a second, whoever asks how much.
        if (_asked is null || value.Value is not AskedQuery query || query.Name == VintageWatch.NewestLoad.Name)
            return;
        var sql = new NamedSql(SqlText.Of($"queries/{query.Name}.sql"));
        var given = query
            .Parameters?.GetType()
            .GetProperties()
            .ToDictionary(p => p.Name, p => p.GetValue(query.Parameters), StringComparer.Ordinal)
            ?? [];
        _asked.Add(new AskedStatement(query.Name, sql, given));
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _heard)
            one.Dispose();
        _everything.Dispose();
        await _platform.DisposeAsync();
    }

    private async Task<int> AnswerAsync(string address)
    {
        var pairs = address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..]
            .Split('&')
            .Append($"limit={Limit}")
            .Select(p => p.Split('=', 2))
            .Select(p => KeyValuePair.Create(p[0], Uri.UnescapeDataString(p[1])));
        var request = ObservationRequest.Parse(pairs);
        await _platform.Questions.ContextOfAsync(request, Language.En, CancellationToken.None);
        var question = await _platform.Questions.ResolveAsync(request, isPage: true, CancellationToken.None);
        return await _platform.Questions.FiguresOf(question, CancellationToken.None).Rows.CountAsync();
    }
}
