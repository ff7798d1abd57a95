using System.Text.Json;

namespace Observatory.App.Responses;

/// <summary>Who the caller is for the Observatory.</summary>
public sealed record SessionResponse
{
    public required string Name { get; init; }
    public required IEnumerable<string> Roles { get; init; }

    /// <summary>Code of the caller's office; null for a caller without an office.</summary>
    public required string? Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public required string? Country { get; init; }

    /// <summary>The token that changes by cookie require; null for a caller without a cookie.</summary>
    public required string? CsrfToken { get; init; }

    /// <summary>The caller's permissions, each with its reach.</summary>
    public required IReadOnlyDictionary<string, string> May { get; init; }
}

/// <summary>A key, without its secret.</summary>
public sealed record KeyResponse
{
    /// <summary>The public part of the key.</summary>
    public required string Key { get; init; }
    public required string Role { get; init; }
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public required string? Country { get; init; }

    /// <summary>A name that its maker gave it; null if none.</summary>
    public required string? Label { get; init; }

    /// <summary>The instant at which it was made, in UTC.</summary>
    public required string CreatedAt { get; init; }
    public required string CreatedBy { get; init; }

    /// <summary>The instant from which it is refused, in UTC.</summary>
    public required string ExpiresAt { get; init; }

    /// <summary>Null if it was never used; recorded once per minute at most.</summary>
    public required string? LastUsedAt { get; init; }

    /// <summary>Null if it is not revoked.</summary>
    public required string? RevokedAt { get; init; }

    /// <summary>Name of the actor who revoked it; null if it is not revoked.</summary>
    public required string? RevokedBy { get; init; }

    /// <summary>Who is accountable for it.</summary>
    public required string Answerable { get; init; }
}

/// <summary>A new key, with its secret.</summary>
public sealed record NewKeyResponse
{
    /// <summary>The public part of the key.</summary>
    public required string Key { get; init; }

    /// <summary>The whole key, which no other response contains.</summary>
    public required string Secret { get; init; }

    /// <summary>The instant from which it is refused, in UTC.</summary>
    public required string ExpiresAt { get; init; }
}

/// <summary>Somebody who may sign in.</summary>
public sealed record PersonResponse
{
    public required string Address { get; init; }
    public required string Name { get; init; }
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public required string? Country { get; init; }
    public required IReadOnlyList<string> Roles { get; init; }
    public required bool IsActive { get; init; }

    /// <summary>The instant of the invitation, in UTC.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>Null until they first signed in.</summary>
    public required string? LastSeenAt { get; init; }
}

/// <summary>An audit entry: who did what to what, and when.</summary>
public sealed record AuditResponse
{
    public required long Entry { get; init; }

    /// <summary>The instant of the act, in UTC.</summary>
    public required string At { get; init; }
    public required string Actor { get; init; }

    /// <summary>The office concerned; null if there is none.</summary>
    public required string? Office { get; init; }

    /// <summary>The country concerned, ISO 3166 alpha-3; null if there is none.</summary>
    public required string? Country { get; init; }
    public required string Act { get; init; }
    public required string Subject { get; init; }

    /// <summary>Facts about the act, by their name.</summary>
    public required JsonElement Detail { get; init; }

    /// <summary>SHA-256 of the entry before and of this one, hexadecimal.</summary>
    public required string Hash { get; init; }
}

/// <summary>The limits of an office's own.</summary>
public sealed record LimitResponse
{
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public required string? Country { get; init; }

    /// <summary>The size of one file in bytes; null for the usual limit.</summary>
    public required long? FileBytes { get; init; }

    /// <summary>Files from midnight to midnight, UTC; null for the usual limit.</summary>
    public required int? FilesADay { get; init; }

    /// <summary>The size of all files together in bytes, from midnight to midnight, UTC; null for the usual limit.</summary>
    public required long? BytesADay { get; init; }

    /// <summary>The instant of the last change, in UTC.</summary>
    public required string ChangedAt { get; init; }
    public required string ChangedBy { get; init; }
}

/// <summary>Metadata of the list of limits.</summary>
public sealed record LimitsMeta
{
    public required UsualLimits Usual { get; init; }
}

/// <summary>The limits of offices that have none of their own.</summary>
public sealed record UsualLimits
{
    /// <summary>The size of one file in bytes.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Files from midnight to midnight, UTC.</summary>
    public required int FilesADay { get; init; }

    /// <summary>The size of all files together in bytes, from midnight to midnight, UTC.</summary>
    public required long BytesADay { get; init; }
}
