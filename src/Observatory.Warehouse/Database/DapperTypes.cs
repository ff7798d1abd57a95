using System.Data;
using Dapper;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Observatory.Warehouse.Database;

/// <summary>Dapper refuses NodaTime parameters until it is told of each type; reading works without.</summary>
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
    /// Says the type also where there is no value: a statement is prepared for the types it is first asked with, and where one is not said
    /// the next time it is planned anew, which takes longer than most answers.
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
