using System.Data;
using Dapper;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Observatory.Warehouse.Database;

/// <summary>Registers NodaTime types with Dapper, which otherwise refuses them as parameters; reading works without this.</summary>
internal static class DapperTypes
{
    private static readonly Lock Gate = new();
    private static bool _registered;

    public static void Register()
    {
        lock (Gate)
        {
            if (_registered)
                return;
            DefaultTypeMap.MatchNamesWithUnderscores = true;
            SqlMapper.AddTypeHandler(typeof(LocalDate), new Handler(NpgsqlDbType.Date));
            SqlMapper.AddTypeHandler(typeof(Instant), new Handler(NpgsqlDbType.TimestampTz));
            SqlMapper.AddTypeHandler(typeof(string[]), new Handler(NpgsqlDbType.Array | NpgsqlDbType.Text));
            _registered = true;
        }
    }

    /// <summary>
    /// Declares the type also for null: a statement is prepared for the types of its first call, and a missing type would make PostgreSQL
    /// plan it again, which takes longer than most queries.
    /// </summary>
    private sealed class Handler(NpgsqlDbType type) : SqlMapper.ITypeHandler
    {
        public void SetValue(IDbDataParameter parameter, object? value)
        {
            parameter.Value = value ?? DBNull.Value;
            ((NpgsqlParameter)parameter).NpgsqlDbType = type;
        }

        public object? Parse(Type destinationType, object value) => value;
    }
}
