using Npgsql;
using Observatory.Tests.Support;

namespace Observatory.Tests.Warehouse;

/// <summary>Looks into the warehouse behind the program's back, with the rights of its owner.</summary>
internal static class LoadCounts
{
    public static Task<int> AddedAsync(TestWarehouse warehouse, int load) =>
        ScalarAsync<int>(warehouse, $"select added from dw.load where load_id = {load:0}");

    public static async Task<T> ScalarAsync<T>(TestWarehouse warehouse, FormattableString sql)
    {
        await using var command = Command(warehouse.Sources.Migrator, sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task<int> ExecuteAsync(TestWarehouse warehouse, FormattableString sql)
    {
        await using var command = Command(warehouse.Sources.Migrator, sql);
        return await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlCommand Command(NpgsqlDataSource source, FormattableString sql) =>
        source.CreateCommand(FormattableString.Invariant(sql));
}
