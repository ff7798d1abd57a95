using Npgsql;
using Observatory.Core.Access;
using Observatory.Tests.Support;
using Observatory.Warehouse.Database;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>
/// The database is the second wall: whatever statement came in by a question, an office's connection or a worker's, it stays what it is.
/// </summary>
public sealed class SecondWallTests : IAsyncLifetime
{
    private static readonly Actor Approver = new("approver@mex.test", [Role.Approver], "MEX_SESNSP", "MEX");

    private TestDatabase _database = null!;
    private DataSources _sources = null!;

    public async Task InitializeAsync()
    {
        _database = await TestCluster.CreateAsync();
        _sources = new DataSources(_database.ConnectionString, questions: _database.Questions);
    }

    public async Task DisposeAsync()
    {
        await _sources.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_question_becomes_nobody_else_and_reads_no_checksum_of_a_key()
    {
        Assert.NotNull(_database.Questions);
        await using var owner = await _sources.Migrator.OpenConnectionAsync();
        var roles = await ListAsync(owner, "select rolname from pg_roles");
        Assert.Contains(DataSources.DeskRole, roles);
        await using var question = await _sources.Reader.OpenConnectionAsync();
        var self = (string)(await ScalarAsync(question, "select session_user::text"))!;
        foreach (var role in roles.Where(r => r != DataSources.ReaderRole && r != self).Append("none"))
        {
            foreach (
                var statement in (string[])
                    [$"select set_config('role', '{role}', false)", $"set role {(role == "none" ? role : $"\"{role}\"")}"]
            )
            {
                try
                {
                    await ScalarAsync(question, statement);
                    // What the login is without the readers' role is less.
                    Assert.Equal("none", role);
                }
                catch (PostgresException fault)
                {
                    Assert.Equal((PostgresErrorCodes.InsufficientPrivilege, true), (fault.SqlState, role != "none"));
                }
            }
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await StateAsync(question, "select secret_hash from access.key"));
        }
    }

    [Fact]
    public async Task The_owner_makes_no_roles_and_gives_itself_no_programs_of_the_server()
    {
        await using var owner = await _sources.Migrator.OpenConnectionAsync();
        Assert.Equal(false, await ScalarAsync(owner, "select rolcreaterole or rolsuper from pg_roles where rolname = current_user"));
        foreach (
            var statement in (string[])
                [
                    "create role observatory_tried",
                    "grant pg_execute_server_program to current_user",
                    "alter role current_user createrole",
                    "copy (select 1) to program 'true'",
                ]
        )
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await StateAsync(owner, statement));
    }

    [Fact]
    public async Task An_act_is_written_down_in_ones_own_name_alone()
    {
        foreach (
            var (actor, office, isOwn) in ((string, string, bool)[])
                [
                    (Approver.Name, "'MEX_SESNSP'", true),
                    ("somebody@else.test", "'MEX_SESNSP'", false),
                    (Approver.Name, "'ARG_SNIC'", false),
                    (Approver.Name, "null", false),
                    ("worker", "null", false),
                ]
        )
        {
            await using var desk = await _sources.OpenDeskAsync(Approver, Permission.Comment, CancellationToken.None);
            Assert.Equal(isOwn ? null : PostgresErrorCodes.InsufficientPrivilege, await StateAsync(desk, Note(actor, office)));
        }
        await using var untold = await _sources.Desk.OpenConnectionAsync();
        await using var worker = await _sources.Writer.OpenConnectionAsync();
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await StateAsync(untold, Note("worker", "null")));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await StateAsync(worker, Note(Approver.Name, "null")));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await StateAsync(worker, Note("worker", "'MEX_SESNSP'")));
        foreach (var part in (Actor[])[Actor.Worker, Actor.Schedule, Actor.Operator])
            Assert.Null(await StateAsync(worker, Note(part.Name, "null")));
        await using var reader = await _sources.Reader.OpenConnectionAsync();
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await StateAsync(reader, Note("worker", "null")));

        static string Note(string actor, string office) => $"select audit.note('{actor}', {office}, 'MEX', 'tried', 'x', '{{}}')";
    }

    [Fact]
    public async Task A_role_that_could_bypass_row_level_security_is_reported_before_a_server_starts()
    {
        Assert.Empty(await _sources.WrongRolesAsync(CancellationToken.None));
        await using (var alone = new DataSources(_database.ConnectionString))
            Assert.Contains(await alone.WrongRolesAsync(CancellationToken.None), w =>
                w.What.Contains("public's questions", StringComparison.Ordinal)
            );
        await using var owner = await _sources.Migrator.OpenConnectionAsync();
        foreach (
            var (opened, closed, what) in ((string, string, string)[])
                [
                    (
                        "grant insert on audit.entry to observatory_writer",
                        "revoke insert on audit.entry from observatory_writer",
                        "insert on audit.entry"
                    ),
                    ("grant update on audit.head to public", "revoke update on audit.head from public", "update on audit.head"),
                    (
                        "grant execute on function audit.note(text, text, text, text, text, jsonb) to observatory_reader",
                        "revoke execute on function audit.note(text, text, text, text, text, jsonb) from observatory_reader",
                        "executes audit.note"
                    ),
                    (
                        "grant execute on function audit.note(text, text, text, text, text, jsonb) to public",
                        "revoke execute on function audit.note(text, text, text, text, text, jsonb) from public",
                        "executes audit.note"
                    ),
                ]
        )
        {
            await ScalarAsync(owner, opened);
            Assert.Contains(await _sources.WrongRolesAsync(CancellationToken.None), w => w.What == what);
            await ScalarAsync(owner, closed);
        }
        Assert.Empty(await _sources.WrongRolesAsync(CancellationToken.None));
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The SQLSTATE of a refusal; null where the statement was done.</summary>
    private static async Task<string?> StateAsync(NpgsqlConnection connection, string statement)
    {
        try
        {
            await ScalarAsync(connection, statement);
            return null;
        }
        catch (PostgresException fault)
        {
            return fault.SqlState;
        }
    }

    private static async Task<List<string>> ListAsync(NpgsqlConnection connection, string question)
    {
        await using var command = new NpgsqlCommand(question, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await rows.ReadAsync())
            found.Add(rows.GetString(0));
        return found;
    }
}
