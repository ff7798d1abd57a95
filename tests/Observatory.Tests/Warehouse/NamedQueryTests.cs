using System.ComponentModel.DataAnnotations.Schema;
using System.Data;
using System.Reflection;
using Npgsql;
using Observatory.Tests.Support;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>Every file of <c>sql/queries</c> as the server describes it, beside the record that C# reads it into.</summary>
public sealed class NamedQueryTests : IAsyncLifetime
{
    private static readonly Statement[] TemporaryTables =
    [
        LoadQueries.ShowIncoming,
        LoadQueries.ShowPlace,
        LoadQueries.OtherLoads,
        LoadQueries.ReplacedLoads,
        LoadQueries.Covered,
        LoadQueries.ShowChanges,
        ChangePreviewQueries.ShowOther,
        ChangePreviewQueries.ShowOtherFigures,
        LoadQueries.NewerLoads,
        LoadQueries.Late,
        LoadQueries.LateCells,
        RollupQueries.DeltaOfChanges,
        RollupQueries.PresentStanding,
        RollupQueries.RiseInTime,
        RollupQueries.RiseInSpace,
        RollupQueries.Risen,
        RollupQueries.Expected,
        RollupQueries.Gain,
        RollupQueries.FirstPlace,
        RollupQueries.TouchedByChanges,
        RollupQueries.MixedGains,
        RollupQueries.MixedParts,
        RollupQueries.Mixed,
        RollupQueries.United,
        RollupQueries.Settled,
        RollupQueries.Judged,
    ];

    private static readonly IReadOnlyList<INamedQuery> Named =
    [
        .. typeof(SqlText)
            .Assembly.GetTypes()
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => typeof(INamedQuery).IsAssignableFrom(f.FieldType))
            .Select(f => (INamedQuery)f.GetValue(null)!)
            .OrderBy(q => q.Name, StringComparer.Ordinal),
    ];

    private TestWarehouse _warehouse = null!;

    public static TheoryData<string> Names() => [.. Named.Select(q => q.Name)];

    public async Task InitializeAsync() => _warehouse = await TestWarehouse.CreateAsync();

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    [Fact]
    public void Every_query_file_is_used_and_every_used_name_is_a_file() =>
        Assert.Equal(
            SqlText
                .Names.Where(n => n.StartsWith("queries/", StringComparison.Ordinal))
                .Select(n => n["queries/".Length..^".sql".Length])
                .Order(StringComparer.Ordinal),
            Named.Select(q => q.Name).Distinct().Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Every_query_file_begins_with_how_many_rows_it_returns() =>
        Assert.Empty(
            Named
                .Where(q =>
                {
                    var head = SqlText.Of($"queries/{q.Name}.sql");
                    var returnsNoRows = head.StartsWith("-- Returns no rows. ", StringComparison.Ordinal);
                    return q.RowType is null
                        ? !returnsNoRows
                        : returnsNoRows
                            || !(
                                head.StartsWith("-- One row", StringComparison.Ordinal)
                                || head.StartsWith("-- At most one row", StringComparison.Ordinal)
                            );
                })
                .Select(q => q.Name)
        );

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_server_describes_the_query_as_its_record_reads_it(string name)
    {
        var query = Named.First(q => q.Name == name);
        await using var connection = await _warehouse.Sources.Migrator.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var statement in TemporaryTables.TakeWhile(s => s.Name != name))
        {
            await using var create = Describe(connection, statement.Name);
            await create.ExecuteNonQueryAsync();
        }
        await using var command = Describe(connection, name);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly);
        var columns = Enumerable
            .Range(0, reader.FieldCount)
            .Where(i => reader.GetDataTypeName(i) != "void")
            .Select(i =>
                $"{reader.GetName(i).Replace("_", "", StringComparison.Ordinal)} {reader.GetFieldType(i).Name}".ToUpperInvariant()
            );
        Assert.Equal(Expected(query.RowType, reader).Order(StringComparer.Ordinal), columns.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Expected(Type? row, NpgsqlDataReader reader)
    {
        if (row is null)
            return [];
        if (row.Namespace == nameof(System) || Nullable.GetUnderlyingType(row) is not null)
            return
            [
                (
                    (reader.FieldCount > 0 ? reader.GetName(0).Replace("_", "", StringComparison.Ordinal) : "?") + " " + TypeOf(row)
                ).ToUpperInvariant(),
            ];
        return row.GetProperties()
            .Where(p => p.SetMethod is not null && !p.IsDefined(typeof(NotMappedAttribute)))
            .Select(p => $"{p.Name} {TypeOf(p.PropertyType)}".ToUpperInvariant());
    }

    private static string TypeOf(Type type) =>
        type.IsArray && type != typeof(byte[]) ? nameof(Array) : (Nullable.GetUnderlyingType(type) ?? type).Name;

    private static NpgsqlCommand Describe(NpgsqlConnection connection, string name)
    {
        var command = new NpgsqlCommand(SqlText.Of($"queries/{name}.sql"), connection);
        NpgsqlCommandBuilder.DeriveParameters(command);
        foreach (NpgsqlParameter parameter in command.Parameters)
            parameter.Value = DBNull.Value;
        return command;
    }
}
