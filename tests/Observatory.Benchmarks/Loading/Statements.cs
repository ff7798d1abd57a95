using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Loading;

/// <summary>What is measured beside the program: <c>\copy</c> of rows that are ready, and the best load written by hand.</summary>
internal sealed class Statements(BenchHome home, ScaleFeed feed, ReadyRows ready)
{
    public void Prepare() => home.Psql(Text("tables.sql"));

    public Task<LoadMeasure> CopyAsync() => MeasureAsync("copy.sql", "bare");

    public Task<LoadMeasure> WriteAsync() => MeasureAsync(feed.Form == FileForm.Wide ? "wide.sql" : "long.sql", "fact");

    private async Task<LoadMeasure> MeasureAsync(string script, string table)
    {
        var measured = await LoadMeasure.OfAsync(home, product: false, () => home.Psql(Text(script)));
        var found = await home.AskBenchAsync<string>($"select count(*) || ' ' || sum(value)::bigint from {table}");
        return found == $"{feed.Observations} {feed.Sum}"
            ? measured
            : throw new InvalidOperationException($"{script} loaded {found}, the file has {feed.Observations} {feed.Sum}.");
    }

    private string Text(string script) =>
        Checkout
            .Embedded(script)
            .Replace("{file}", feed.Path, StringComparison.Ordinal)
            .Replace("{ready}", ready.Path, StringComparison.Ordinal)
            .Replace("{municipalities}", ready.Municipalities, StringComparison.Ordinal)
            .Replace("{offences}", ready.Offences, StringComparison.Ordinal);
}
