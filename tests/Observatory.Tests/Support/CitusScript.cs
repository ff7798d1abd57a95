using Npgsql;
using Observatory.Warehouse.Database;

namespace Observatory.Tests.Support;

/// <summary>The script that spreads the star over servers, run on plain PostgreSQL: all of it but Citus' own calls.</summary>
public static class CitusScript
{
    public const string Name = "citus/distribute.sql";

    public static async Task RunAsync(TestWarehouse warehouse)
    {
        await using var connection = await warehouse.Sources.Migrator.OpenConnectionAsync();
        await using var script = new NpgsqlCommand("set observatory.without_citus = on;\n" + SqlText.Of(Name), connection);
        await script.ExecuteNonQueryAsync();
        await using var reset = new NpgsqlCommand("reset observatory.without_citus", connection);
        await reset.ExecuteNonQueryAsync();
    }
}
