namespace Detector.Core.Schemas;

/// <summary>What aggregates read from a message: fields of the model, and inputs beside them.</summary>
internal sealed class SchemaInputs
{
    private readonly SchemaSettings _settings;
    private readonly List<FieldSettings> _beside = [];

    public SchemaInputs(SchemaSettings settings)
    {
        _settings = settings;
        Keys = [.. settings.Aggregates.Select(aggregate => (int[])[.. aggregate.By.Select(name => Place(name, FieldKind.Categorical))])];
        Values = [.. settings.Aggregates.Select(aggregate => aggregate.Of is null ? -1
            : Place(aggregate.Of, aggregate.IsOfNumber ? FieldKind.Numeric : FieldKind.Categorical))];
    }

    /// <summary>[aggregates][1 or 2] where each one's keys stand in a decoded row.</summary>
    public int[][] Keys { get; }

    /// <summary>[aggregates] where each one's value stands in a decoded row; -1 where it has none.</summary>
    public int[] Values { get; }

    /// <summary>What is read beside the fields; a message without one of them is refused.</summary>
    public IReadOnlyList<FieldSettings> Beside => _beside;

    /// <summary>The field of the model that a name means; null where it means a place in the message.</summary>
    public static FieldSettings? Named(SchemaSettings settings, string name) =>
        settings.Fields.FirstOrDefault(field => field.Name == name);

    private int Place(string name, FieldKind kind)
    {
        for (int i = 0; i < _settings.Fields.Count; i++)
        {
            if (_settings.Fields[i].Name == name)
            {
                return i;
            }
        }

        int beside = _beside.FindIndex(input => input.Name == name && input.Kind == kind);
        if (beside < 0)
        {
            beside = _beside.Count;
            _beside.Add(new FieldSettings { Name = name, Kind = kind });
        }

        return _settings.Fields.Count + beside;
    }
}
