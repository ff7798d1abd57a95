namespace Observatory.Hosting.Machine;

/// <summary>
/// A known obstacle in the machine or its set-up, shown as one block and never as a stack trace. The texts are <c>fault.CODE.what</c> and
/// <c>fault.CODE.repair</c> in <c>Languages/texts.*.json</c>.
/// </summary>
public sealed class Fault(string code, Exception? inner, params (string Name, string Value)[] facts)
    : Exception($"{code}: {string.Join(", ", facts.Select(f => $"{f.Name} = {f.Value}"))}", inner)
{
    public Fault(string code, params (string Name, string Value)[] facts)
        : this(code, null, facts) { }

    /// <summary>The code never changes, because support requests and scripts contain it.</summary>
    public string Code { get; } = code;

    /// <summary>The values of the texts' placeholders. No secrets.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; } = facts;
}
