using System.Globalization;
using Observatory.Warehouse.Database;

namespace Observatory.Hosting.Cluster;

/// <summary>The roles of a private cluster, and the statements by which its superuser makes them.</summary>
public static class ClusterRoles
{
    /// <summary>Name of the database.</summary>
    public const string Database = "observatory";

    /// <summary>Owns the database, and is not a superuser.</summary>
    public const string Owner = "observatory";

    /// <summary>The login for public questions: a member of the readers' role and of no other.</summary>
    public const string Reader = "observatory_questions";

    /// <summary>May copy the whole cluster, and has no right in any database.</summary>
    public const string Backup = "observatory_backup";

    /// <summary>
    /// The roles of the program and the login for questions. They are created here, by the superuser that nobody can connect as, so that
    /// the owner of the database needs no right to create roles, with which it could give itself access to the server's programs and files.
    /// One statement per line; repeating them changes nothing.
    /// </summary>
    internal static string RolesOf(ClusterRecord record) =>
        string.Join(
            '\n',
            $"do $$ declare wanted text; begin foreach wanted in array array['{string.Join("', '", DataSources.Roles)}'] loop "
                + "if not exists (select from pg_catalog.pg_roles where rolname = wanted) "
                + "then execute format('create role %I nologin', wanted); end if; "
                + $"execute format('grant %I to {Owner}', wanted); end loop; end $$;",
            $"do $$ begin if not exists (select from pg_catalog.pg_roles where rolname = '{Reader}') "
                + $"then create role {Reader}; end if; end $$;",
            $"alter role {Reader} login inherit nosuperuser nocreaterole nocreatedb noreplication nobypassrls "
                + $"password '{record.ReaderPassword}';",
            $"grant {DataSources.ReaderRole} to {Reader};",
            $"alter role {Owner} nocreaterole;"
        );

    /// <summary>Statements that set the backup role's password, and create the role if it is missing.</summary>
    internal static string BackupRoleOf(ClusterRecord record) =>
        $"do $$ begin if not exists (select from pg_roles where rolname = '{Backup}') then create role {Backup}; end if; end $$;\n"
        + $"alter role {Backup} login replication password '{record.BackupPassword}';";

    /// <summary>Statements that give a cluster the roles and passwords of a record, whatever it had before.</summary>
    internal static string AllOf(ClusterRecord record) =>
        $"alter role {Owner} password '{record.Password}';\n{RolesOf(record)}\n{BackupRoleOf(record)}";

    /// <summary>How a program on this machine reaches a database of the cluster.</summary>
    internal static string ConnectionStringOf(int port, string database, string password, string login = Owner) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Host=127.0.0.1;Port={port};Database={database};Username={login};Password={password};SSL Mode=Disable;"
                + $"GSS Encryption Mode=Disable"
        );
}
