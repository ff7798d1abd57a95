using NodaTime;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Access;

/// <summary>The queries of the schemas <c>access</c> and <c>audit</c>.</summary>
public static class AccessQueries
{
    public static readonly Query<OfficeRow> Office = new("access/office");
    public static readonly Query<OfficeRow> OfficesSpokenFor = new("access/offices_spoken_for");
    public static readonly Query<string> Offices = new("access/offices");
    public static readonly Query<bool> AnswersForBoth = new("access/answers_for_both");
    public static readonly Query<KeySecretRow> KeyOf = new("access/key_of");
    public static readonly Statement KeyUsed = new("access/key_used");
    public static readonly Statement AddKey = new("access/add_key");
    public static readonly Query<KeyRow> Keys = new("access/keys");
    public static readonly Query<int> LiveKeys = new("access/live_keys");
    public static readonly Query<RevokedRow> RevokeKey = new("access/revoke_key");
    public static readonly Query<RevokedRow> KeysAnsweredBy = new("access/keys_answered_by");
    public static readonly Query<SignedInRow> PersonOf = new("access/person_of");
    public static readonly Query<Guid> AddPerson = new("access/add_person");
    public static readonly Statement ClearRoles = new("access/clear_roles");
    public static readonly Statement AddRole = new("access/add_role");
    public static readonly Query<PersonRow> People = new("access/people");
    public static readonly Query<RemovedRow> RemovePerson = new("access/remove_person");
    public static readonly Statement EndSession = new("access/end_session");
    public static readonly Query<bool> SessionHasEnded = new("access/session_has_ended");
    public static readonly Query<int> ClaimAnswer = new("access/claim_answer");
    public static readonly Query<StoredResponseRow> Answered = new("access/answered");
    public static readonly Statement KeepAnswer = new("access/keep_answer");
    public static readonly Statement HoldAnswer = new("access/hold_answer");
    public static readonly Statement DropAnswer = new("access/drop_answer");
    public static readonly Statement SweepAnswers = new("access/sweep_answers");
    public static readonly Statement HoldOffice = new("access/hold_office");
    public static readonly Query<UploadUseRow> UploadUse = new("access/upload_use");
    public static readonly Query<UploadLimitRow> UploadLimits = new("access/upload_limits");
    public static readonly Statement SetUploadLimit = new("access/set_upload_limit");
    public static readonly Statement Note = new("audit/note");
    public static readonly Query<AuditRow> Entries = new("audit/entries");
    public static readonly Query<AuditFaultRow> Verify = new("audit/verify");
    public static readonly Query<AuditHeadRow> Head = new("audit/head");
}

/// <summary>An office: an organisation that supplies figures, in its role as a sender.</summary>
public sealed record OfficeRow
{
    public required string Code { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public string? Country { get; init; }
}

public sealed record KeySecretRow
{
    public required Guid KeyId { get; init; }
    public required byte[] SecretHash { get; init; }
    public required string Role { get; init; }
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public string? Country { get; init; }
    public required Instant ExpiresAt { get; init; }

    /// <summary>Null if it is not revoked.</summary>
    public Instant? RevokedAt { get; init; }
}

/// <summary>A key, without its secret.</summary>
public sealed record KeyRow
{
    public required Guid KeyId { get; init; }

    /// <summary>The public part of the key.</summary>
    public required string Prefix { get; init; }
    public required string Role { get; init; }
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public string? Country { get; init; }

    /// <summary>A name that its maker gave it; null if none.</summary>
    public string? Label { get; init; }
    public required Instant CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public required Instant ExpiresAt { get; init; }

    /// <summary>Null if it was never used; recorded once per minute at most.</summary>
    public Instant? LastUsedAt { get; init; }

    /// <summary>Null if it is not revoked.</summary>
    public Instant? RevokedAt { get; init; }

    /// <summary>Name of the actor who revoked it; null if it is not revoked.</summary>
    public string? RevokedBy { get; init; }

    /// <summary>
    /// Who is accountable for it: the person who made the first key of its chain, or that key itself if the operator made it.
    /// </summary>
    public required string Answerable { get; init; }
}

public sealed record RevokedRow
{
    public required string Prefix { get; init; }
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public string? Country { get; init; }
}

public sealed record RemovedRow
{
    public required string Address { get; init; }
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public string? Country { get; init; }
}

public sealed record SignedInRow
{
    public required string Address { get; init; }
    public required string Name { get; init; }
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public string? Country { get; init; }
    public required string[] Roles { get; init; }
}

public sealed record PersonRow
{
    public required string Address { get; init; }
    public required string Name { get; init; }
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public string? Country { get; init; }
    public required bool IsActive { get; init; }
    public required Instant CreatedAt { get; init; }

    /// <summary>Null until they first signed in.</summary>
    public Instant? LastSeenAt { get; init; }
    public required string[] Roles { get; init; }
}

/// <summary>An audit entry: who did what to what, and when.</summary>
public sealed record AuditRow
{
    public required long Entry { get; init; }
    public required Instant At { get; init; }
    public required string Actor { get; init; }

    /// <summary>The office concerned; null if there is none.</summary>
    public string? Office { get; init; }

    /// <summary>The country concerned, ISO 3166 alpha-3; null if there is none.</summary>
    public string? Country { get; init; }
    public required string Act { get; init; }
    public required string Subject { get; init; }

    /// <summary>JSON.</summary>
    public required string Detail { get; init; }

    /// <summary>SHA-256 of the entry before and of this one, hexadecimal.</summary>
    public required string Hash { get; init; }
}

public sealed record AuditFaultRow
{
    public required long Entry { get; init; }

    /// <summary><c>changed</c>, <c>removed</c> or <c>added</c>.</summary>
    public required string Fault { get; init; }
}

public sealed record AuditHeadRow
{
    public required long Entry { get; init; }
    public required string Hash { get; init; }
}
