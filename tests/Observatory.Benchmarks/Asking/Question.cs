namespace Observatory.Benchmarks.Asking;

/// <summary>One question, and what the program asks the database to answer it.</summary>
/// <param name="Address">Below the server, with its parameters but without <c>limit</c>.</param>
/// <param name="Statements">In their order, with the parameters that they have.</param>
/// <param name="Rows">Of the answer.</param>
internal sealed record Question(string Address, IReadOnlyList<AskedStatement> Statements, int Rows);

/// <summary>One statement with its parameters, by name.</summary>
internal sealed record AskedStatement(string Name, NamedSql Sql, IReadOnlyDictionary<string, object?> Parameters);
