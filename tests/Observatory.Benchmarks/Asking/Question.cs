namespace Observatory.Benchmarks.Asking;

/// <summary>One question twice: as an address, and as the parameters of the statement that answers it.</summary>
/// <param name="Address">Below the server, with its parameters but without <c>limit</c>.</param>
internal sealed record Question(string Address, IReadOnlyDictionary<string, object?> Parameters);
