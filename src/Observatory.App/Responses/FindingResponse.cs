namespace Observatory.App.Responses;

/// <summary>Something in a file, a mapping or the taxonomy that a person has to know.</summary>
public sealed record FindingResponse
{
    public required string Code { get; init; }

    /// <summary><c>Blocking</c>, <c>Warning</c> or <c>Note</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>Null if it is about all files.</summary>
    public required string? File { get; init; }

    /// <summary>Null if it is about a whole file, or if the file has no sheets.</summary>
    public required string? Sheet { get; init; }

    /// <summary>Counted from 1; null if it is about a whole file.</summary>
    public required int? Row { get; init; }

    /// <summary>Counted from 1; 0 for a whole row, null if it is about a whole file.</summary>
    public required int? Column { get; init; }

    /// <summary>Address such as <c>H14</c>; null if it is about a whole file.</summary>
    public required string? Cell { get; init; }

    /// <summary>The values in the texts, by their name.</summary>
    public required IReadOnlyDictionary<string, string> Arguments { get; init; }

    /// <summary>The text as written in the file; null if the finding is about no text.</summary>
    public required string? Written { get; init; }

    /// <summary>The text that was expected instead; null if it is unknown.</summary>
    public required string? Expected { get; init; }
    public required string Title { get; init; }

    /// <summary>A sentence about what is wrong.</summary>
    public required string What { get; init; }

    /// <summary>A sentence about what to do.</summary>
    public required string Repair { get; init; }

    /// <summary>The address of the page that explains the code.</summary>
    public required string Help { get; init; }
}

/// <summary>All findings of one cause.</summary>
public sealed record CauseResponse
{
    public required string Code { get; init; }

    /// <summary><c>Blocking</c>, <c>Warning</c> or <c>Note</c>.</summary>
    public required string Severity { get; init; }
    public required string Title { get; init; }

    /// <summary>The number of findings.</summary>
    public required int Count { get; init; }

    /// <summary>The number of figures that the findings are about.</summary>
    public required long Figures { get; init; }

    /// <summary>The arguments that all findings share, by their name.</summary>
    public required IReadOnlyDictionary<string, string> Cause { get; init; }

    /// <summary>True for the findings of a code whose causes are too many to tell apart.</summary>
    public required bool IsRest { get; init; }

    /// <summary>The first cells in question.</summary>
    public required IEnumerable<PlaceResponse> Cells { get; init; }

    /// <summary>The text as written in the file; null if the findings are about no text.</summary>
    public required string? Written { get; init; }

    /// <summary>The text that was expected instead; null if it is unknown.</summary>
    public required string? Expected { get; init; }

    /// <summary>Known labels that resemble the one as written, the nearest first.</summary>
    public required IEnumerable<SuggestionResponse> Suggestions { get; init; }

    /// <summary>The last acknowledgement; null if there is none.</summary>
    public required AcknowledgementResponse? Acknowledged { get; init; }

    /// <summary>A sentence about what is wrong.</summary>
    public required string What { get; init; }

    /// <summary>A sentence about what to do.</summary>
    public required string Repair { get; init; }

    /// <summary>A sentence about an example; null for a code that is no longer in use.</summary>
    public required string? Example { get; init; }

    /// <summary>The address of the page that explains the code.</summary>
    public required string Help { get; init; }
}

/// <summary>A cell of a file that was sent.</summary>
public sealed record PlaceResponse
{
    /// <summary>Null if it is about all files.</summary>
    public required string? File { get; init; }

    /// <summary>Null for a text file, which has no sheets.</summary>
    public required string? Sheet { get; init; }

    /// <summary>Counted from 1.</summary>
    public required int Row { get; init; }

    /// <summary>Counted from 1; 0 for a whole row.</summary>
    public required int Column { get; init; }

    /// <summary>Address such as <c>H14</c>.</summary>
    public required string Cell { get; init; }
}

/// <summary>A known label that resembles an unknown one.</summary>
public sealed record SuggestionResponse
{
    public required string Label { get; init; }

    /// <summary>The code for which the label stands; null if there is none.</summary>
    public required string? Code { get; init; }

    /// <summary>From 0 to 1; 1 for the same letters.</summary>
    public required double Nearness { get; init; }
}

/// <summary>A person's explanation of warnings.</summary>
public sealed record AcknowledgementResponse
{
    /// <summary>The instant of the acknowledgement, in UTC.</summary>
    public required string At { get; init; }
    public required string By { get; init; }

    /// <summary>Code of the office of the person; null for the operator.</summary>
    public required string? Office { get; init; }
    public required string Text { get; init; }
}

/// <summary>Metadata of a page of findings or causes.</summary>
public sealed record FindingsMeta
{
    /// <summary>The value of <c>cursor</c> for the next page; null on the last one.</summary>
    public required string? NextCursor { get; init; }

    /// <summary>The number of findings, stored individually or not.</summary>
    public required int Total { get; init; }

    /// <summary>The number of causes.</summary>
    public required int Causes { get; init; }

    /// <summary>The number of findings that are stored individually.</summary>
    public required int Kept { get; init; }

    /// <summary>The address of a file with all findings; null if the pages contain all.</summary>
    public required string? All { get; init; }
}

/// <summary>How many causes of warnings were acknowledged.</summary>
public sealed record AcknowledgedResponse
{
    /// <summary>Causes that this request acknowledged.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>Causes of warnings that nobody has acknowledged yet.</summary>
    public required long Unacknowledged { get; init; }
}

/// <summary>A code of a finding, with its explanation from the catalogue.</summary>
public sealed record FindingCodeResponse
{
    public required string Code { get; init; }

    /// <summary>The severities that it can have: <c>Blocking</c>, <c>Warning</c>, <c>Note</c>.</summary>
    public required IEnumerable<string> Severities { get; init; }
    public required string Title { get; init; }

    /// <summary>A sentence about an example.</summary>
    public required string Example { get; init; }

    /// <summary>A sentence about what to do.</summary>
    public required string Repair { get; init; }

    /// <summary>Names of the arguments that describe the cause.</summary>
    public required IReadOnlyList<string> Cause { get; init; }

    /// <summary>The address of the page that explains the code.</summary>
    public required string Help { get; init; }
}
