using System.Security.Cryptography;
using Observatory.Tests.Support;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Keeping;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>A given database, the homes that work on it, and stores of files that machines share.</summary>
public sealed class BelongingTests : IAsyncLifetime
{
    private static readonly byte[] Content = [.. "area,count\nx,1\n"u8];

    private readonly TemporaryFolder _folder = new();
    private TestDatabase _database = null!;
    private TestDatabase _other = null!;

    public async Task InitializeAsync()
    {
        _database = await TestCluster.CreateAsync();
        _other = await TestCluster.CreateAsync();
        // Both are copies of one template, and a copy keeps its identity.
        await TestCluster.ExecuteAsync(_other.ConnectionString, "update ingest.identity set id = gen_random_uuid()");
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _other.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Several_homes_with_one_database_share_one_store_and_none_of_them_goes_with_another_database()
    {
        foreach (var home in new[] { "one", "two" })
        {
            Assert.Equal(Bond.New, (await ExamineAsync(_database, home, "shared")).Bond);
            await RememberAsync(_database, home, "shared");
            Assert.Equal(Bond.Same, (await ExamineAsync(_database, home, "shared")).Bond);
        }
        Assert.Equal(Belonging.Read(_folder["one"]), Belonging.Read(_folder["two"]));
        Assert.Equal(_folder["one"], (await ExamineAsync(_other, "one", "shared")) is { Bond: Bond.Foreign } home1 ? home1.Place : null);
        // A home that is new here brings another's files.
        Assert.Equal(
            _folder["shared"],
            (await ExamineAsync(_other, "three", "shared")) is { Bond: Bond.Foreign } store ? store.Place : null
        );
        await RememberAsync(_other, "three", "shared");
        Assert.Null(Belonging.Read(_folder["three"]));
    }

    [Fact]
    public async Task A_home_that_was_used_refuses_an_empty_database_and_a_new_one_takes_it()
    {
        await using var empty = await TestCluster.CreateEmptyAsync();
        Assert.Equal(Bond.New, (await ExamineAsync(empty, "new", "new/files")).Bond);
        await RememberAsync(_database, "used", "used/files");
        Assert.Equal(Bond.Empty, (await ExamineAsync(empty, "used", "used/files")).Bond);
        await KeepAsync("older/files");
        Assert.Equal(Bond.Empty, (await ExamineAsync(empty, "older", "older/files")).Bond);
    }

    [Fact]
    public async Task Files_from_before_there_were_identities_tell_by_themselves_to_which_database_they_belong()
    {
        await KeepAsync("older/files");
        Assert.Equal(Bond.Foreign, (await ExamineAsync(_database, "older", "older/files")).Bond);
        await TestCluster.ExecuteAsync(
            _database.ConnectionString,
            $"insert into ingest.source_file (sha256, bytes, stored_at) values "
                + $"('{Convert.ToHexStringLower(SHA256.HashData(Content))}', {Content.Length}, now())"
        );
        Assert.Equal(Bond.New, (await ExamineAsync(_database, "older", "older/files")).Bond);
        await RememberAsync(_database, "older", "older/files");
        Assert.Equal(Bond.Foreign, (await ExamineAsync(_other, "another", "older/files")).Bond);
    }

    [Fact]
    public async Task A_note_that_cannot_be_read_is_nobodys()
    {
        Directory.CreateDirectory(_folder["home"]);
        await File.WriteAllTextAsync(_folder["home/identity"], "?");
        Assert.Equal(Bond.Foreign, (await ExamineAsync(_database, "home", "home/files")).Bond);
    }

    private async Task KeepAsync(string store) =>
        await new FileStore(_folder[store]).KeepAsync(new MemoryStream(Content), 1000, CancellationToken.None);

    private async Task<BelongingReport> ExamineAsync(TestDatabase database, string home, string store)
    {
        await using var sources = new DataSources(database.ConnectionString);
        return await new Belonging(sources, new FileStore(_folder[store]), _folder[home]).ExamineAsync(CancellationToken.None);
    }

    private async Task RememberAsync(TestDatabase database, string home, string store)
    {
        await using var sources = new DataSources(database.ConnectionString);
        await new Belonging(sources, new FileStore(_folder[store]), _folder[home]).RememberAsync(CancellationToken.None);
    }
}
