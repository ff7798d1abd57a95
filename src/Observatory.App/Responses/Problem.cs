using System.Text.Json.Serialization;

namespace Observatory.App.Responses;

/// <summary>Why a request was refused, or that it failed (RFC 9457).</summary>
public sealed record Problem
{
    /// <summary>The address of the page that explains the code; <c>about:blank</c> for a fault of the server.</summary>
    public required string Type { get; init; }

    /// <summary>In the language of the request.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong, in the language of the request; absent for a fault of the server.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    /// <summary>The stable code, for programs.</summary>
    public required string Code { get; init; }

    /// <summary>What the caller can do, in the language of the request; absent for a fault of the server.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Hint { get; init; }

    /// <summary>The values in the texts, by their name; absent for a fault of the server.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Arguments { get; init; }

    /// <summary>The identifier of the request in the server's log; present only for a fault of the server.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceId { get; init; }
}
