namespace Observatory.Warehouse.Database;

/// <summary>The statements about the roles of the connections of <see cref="DataSources"/>.</summary>
public static class DoorQueries
{
    public static readonly Statement Reach = new("access/reach");
    public static readonly Query<WrongRoleRow> WrongRoles = new("access/wrong_roles");
}

/// <summary>A way in which a role of the program could bypass row-level security.</summary>
public sealed record WrongRoleRow
{
    public required string Role { get; init; }
    public required string What { get; init; }
}
