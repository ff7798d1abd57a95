namespace Observatory.App.Hosting;

/// <summary>
/// The machine or its set-up stands in the way, in a manner we know: shown as one block, never as a stack trace.
/// The texts are <c>fault.CODE.what</c> and <c>fault.CODE.repair</c> in <c>Verbs/texts.*.json</c>.
/// </summary>
public sealed class Fault(string code, Exception? inner, params (string Name, string Value)[] facts)
    : Exception($"{code}: {string.Join(", ", facts.Select(f => $"{f.Name} = {f.Value}"))}", inner)
{
    public Fault(string code, params (string Name, string Value)[] facts)
        : this(code, null, facts) { }

    /// <summary>Stable: it stands in support requests and in scripts.</summary>
    public string Code { get; } = code;

    /// <summary>What the texts' placeholders stand for. No secrets.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; } = facts;
}
