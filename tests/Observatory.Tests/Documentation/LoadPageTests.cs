using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Documentation;

/// <summary>The page of a load says what loads ask of the database, in their order.</summary>
public sealed class LoadPageTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Fact]
    public async Task The_page_of_a_load_names_every_statement_in_its_order()
    {
        var first = await StatementsOfAsync(new(2020, 4, 1), SmallFeed.Months("abc", 3, 5));
        var second = await StatementsOfAsync(
            new(2020, 5, 1),
            [.. SmallFeed.Months("abc", 4, 5).Where(l => !l.StartsWith("a,2020-01", StringComparison.Ordinal)), "a,2020-02,rate,1.5"]
        );
        Page.HoldGenerated(
            "docs/reference/load.md",
            $"\n## The first file of an office\n\n{Table(first)}\n## A later publication\n\n{Table(second)}"
        );
    }

    private async Task<IReadOnlyList<string>> StatementsOfAsync(LocalDate published, IEnumerable<string> lines)
    {
        var pipeline = new SubmissionPipeline(
            _warehouse.Sources,
            _warehouse.Files,
            _warehouse.Library,
            _warehouse.Clock,
            ReadLimits.Default,
            NullLogger<SubmissionPipeline>.Instance
        );
        var receipt = await _warehouse.ReceiveAsync(SmallFeed.Csv(lines), "small.csv", SmallFeed.Name, published);
        await pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        using var heard = new Heard(_warehouse);
        var submission = await _warehouse.LoadAsync(receipt.Submission.SubmissionId);
        Assert.True(submission.State == SubmissionState.Loaded, $"{submission.State} {submission.FindingCounts} {submission.Failure}");
        return heard.Names;
    }

    /// <summary>A statement that is run once for each of several partitions stands once.</summary>
    private static string Table(IReadOnlyList<string> names)
    {
        var table = new StringBuilder("| | statement | what it does |\n|---|---|---|\n");
        var row = 0;
        foreach (var (name, i) in names.Select((name, i) => (name, i)))
            if (i == 0 || names[i - 1] != name)
                table.Append(CultureInfo.InvariantCulture, $"| {++row} | `{name}` | {FirstSentence(name)} |\n");
        return table.ToString();
    }

    private static string FirstSentence(string name)
    {
        var comment = string.Join(
            ' ',
            SqlText
                .Of($"queries/{name}.sql")
                .Split('\n')
                .TakeWhile(l => l.StartsWith("--", StringComparison.Ordinal))
                .Select(l => l[2..].Trim())
        );
        if (comment.StartsWith("Returns no rows. ", StringComparison.Ordinal))
            comment = comment["Returns no rows. ".Length..];
        var end = comment.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? comment : comment[..(end + 1)]).Replace("|", "\\|", StringComparison.Ordinal);
    }

    /// <summary>The statements of loads and sums that run in one database.</summary>
    private sealed class Heard : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly string _database;
        private readonly List<string> _names = [];
        private readonly List<IDisposable> _heard = [];
        private readonly IDisposable _everything;

        public Heard(TestWarehouse warehouse)
        {
            _database = new NpgsqlConnectionStringBuilder(warehouse.ConnectionString).Database!;
            _everything = DiagnosticListener.AllListeners.Subscribe(this);
        }

        public IReadOnlyList<string> Names => _names;

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == AskedQueries.ListenerName)
                _heard.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is AskedQuery asked && asked.Connection.Database == _database && IsOfLoads(asked.Name))
                _names.Add(asked.Name);
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }

        private static bool IsOfLoads(string name) =>
            name.StartsWith("load/", StringComparison.Ordinal) || name.StartsWith("rollups/", StringComparison.Ordinal);

        public void Dispose()
        {
            foreach (var one in _heard)
                one.Dispose();
            _everything.Dispose();
        }
    }
}
