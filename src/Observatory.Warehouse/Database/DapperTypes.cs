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
            SqlMapper.AddTypeHandler(new Handler<LocalDate>(NpgsqlDbType.Date));
            SqlMapper.AddTypeHandler(new Handler<Instant>(NpgsqlDbType.TimestampTz));
            SqlMapper.AddTypeHandler(new Texts());
            _registered = true;
        }
    }

    private sealed class Handler<T>(NpgsqlDbType type) : SqlMapper.TypeHandler<T>
        where T : struct
    {
        public override void SetValue(IDbDataParameter parameter, T value)
        {
            parameter.Value = value;
            ((NpgsqlParameter)parameter).NpgsqlDbType = type;
        }

        public override T Parse(object value) => (T)value;
    }

    /// <summary>
    /// Of their type where there are none, too: a statement is prepared for the types it is first asked with, and where one is not said the next time it
    /// is planned anew, which takes longer than most answers.
    /// </summary>
    private sealed class Texts : SqlMapper.TypeHandler<string[]>
    {
        public override void SetValue(IDbDataParameter parameter, string[]? value)
        {
            parameter.Value = value ?? (object)DBNull.Value;
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text;
        }

        public override string[] Parse(object value) => (string[])value;
    }
}
