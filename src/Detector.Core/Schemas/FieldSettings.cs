using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Core.Schemas;

/// <summary>One field of a message that the model looks at.</summary>
public sealed record FieldSettings
{
    [Required(AllowEmptyStrings = false), Description("The field's name in alerts and reports.")]
    public string Name { get; init; } = "";

    [Description("Where the field stands in the message: a dotted path in JSON, a column's name in CSV. Default: the name.")]
    public string? Path { get; init; }

    [Description("What the field means: Numeric, Categorical, Boolean, TimeOfDay, TimeOfWeek or Holiday.")]
    public FieldKind Kind { get; init; } = FieldKind.Numeric;

    [Description("Numeric fields in texts: Plain (1234.56), Point (1,234.56) or Comma (1.234,56).")]
    public NumberSpelling Number { get; init; } = NumberSpelling.Plain;

    [Description("Numeric fields with Number Point or Comma: what stands before or behind each number, such as € or %.")]
    public string? Unit { get; init; }

    [Description("Time fields: how times are written, such as dd.MM.yyyy HH:mm. Default: ISO 8601 or Unix time.")]
    public string? TimeFormat { get; init; }

    [Description("Holiday fields: the days (UTC), such as 2026-04-06, or 12-25 for each year's.")]
    public IReadOnlyList<string> Days { get; init; } = [];

    [Description("Standard, MinMax, Robust or None. "
        + "Flags and categories are centred by Standard and Robust, and stay 0 or 1 with MinMax and None.")]
    public Scaling Scaling { get; init; } = Scaling.Standard;

    [Description("Numeric fields: take sign(x) log(1 + |x|) before scaling, for amounts and counts with a long tail.")]
    public bool Log1p { get; init; }

    [Description("Categorical fields: OneHot or Hashing.")]
    public CategoryEncoding Encoding { get; init; } = CategoryEncoding.OneHot;

    [Range(1, 1024), Description("One-hot: at most so many values get a feature of their own; the rest share \"other\".")]
    public int MaxCategories { get; init; } = 32;

    [Range(1, 1024), Description("Hashing: number of buckets.")]
    public int HashBuckets { get; init; } = 16;

    [Description("Numeric and Boolean fields: on which side of its mean a value is strange: Both, Above or Below. "
        + "What is on the other side counts as the mean.")]
    public Direction Direction { get; init; } = Direction.Both;

    [Description("What a missing or unparsable value becomes: Reject, Mean or Constant.")]
    public MissingPolicy Missing { get; init; } = MissingPolicy.Reject;

    [Description("The value that stands in where Missing is Constant (a text for a category).")]
    public string? Constant { get; init; }
}
