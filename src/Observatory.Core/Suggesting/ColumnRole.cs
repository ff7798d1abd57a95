namespace Observatory.Core.Suggesting;

/// <summary>What a column of a file is for.</summary>
public enum ColumnRole
{
    /// <summary>Nothing that was recognised.</summary>
    Unknown,
    Year,
    Month,
    Quarter,
    Date,

    /// <summary>A period as one text, such as <c>2014m01</c>.</summary>
    Period,

    /// <summary>The area that figures are for: a part of the country that the taxonomy holds.</summary>
    Area,

    /// <summary>An area finer than those of the taxonomy, such as a municipality.</summary>
    FineArea,

    /// <summary>The office's code of a fine area.</summary>
    FineAreaCode,

    /// <summary>What is counted, in the office's words.</summary>
    Indicator,
    Sex,
    Age,
    Mechanism,
    Relationship,
    Motive,
    Place,
    Urban,
    Citizenship,
    Status,
    Unit,
    Note,

    /// <summary>Which of several sources a row is from.</summary>
    Source,

    /// <summary>The figure.</summary>
    Value,

    /// <summary>A figure that is no count: a rate, an index, a share.</summary>
    Rate,
    LowerBound,
    UpperBound,

    /// <summary>The sum of other columns of the row.</summary>
    Total,

    /// <summary>About a person: a name, an identity, an address, coordinates. Never to be stored.</summary>
    Personal,

    /// <summary>A number of the record itself.</summary>
    Identifier,

    /// <summary>Says in other words what another column says.</summary>
    Repeats,

    /// <summary>The same text in every row.</summary>
    Constant,

    /// <summary>Without any content.</summary>
    Empty,
}
