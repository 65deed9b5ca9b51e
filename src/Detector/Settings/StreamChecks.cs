using System.Globalization;
using System.Text.RegularExpressions;
using Detector.Core.Schemas;

namespace Detector.Settings;

/// <summary>What no single setting shows: names, and settings that must fit each other.</summary>
internal static partial class StreamChecks
{
    public static IEnumerable<SettingsError> Check(DetectorSettings settings)
    {
        foreach ((string name, StreamSettings stream) in settings.Streams)
        {
            string path = $"{DetectorSettings.Section}:Streams:{name}";
            if (!IsName(name))
            {
                yield return new SettingsError(path, "a stream's name has letters, digits, '.', '_' and '-' only, and starts with a letter or digit");
            }

            foreach (SettingsError error in CheckSchema(path + ":Schema", stream.Schema))
            {
                yield return error;
            }
        }
    }

    /// <summary>A stream's name is also a directory's.</summary>
    internal static bool IsName(string name) => NamePattern().IsMatch(name);

    private static IEnumerable<SettingsError> CheckSchema(string path, SchemaSettings schema)
    {
        bool csv = schema.Format == MessageFormat.Csv;
        if (csv && schema.Columns.Count == 0)
        {
            yield return new SettingsError(path + ":Columns", "a CSV schema needs the columns' names, in the order they have in a message");
        }

        foreach (string column in Repeated(schema.Columns))
        {
            yield return new SettingsError(path + ":Columns", $"the column '{column}' is there twice");
        }

        foreach (string name in Repeated(schema.Fields.Select(f => f.Name)))
        {
            yield return new SettingsError(path + ":Fields", $"two fields have the name '{name}'; give one of them another Name and its Path");
        }

        foreach ((string Path, string? Column) use in Columns(schema))
        {
            if (csv && schema.Columns.Count > 0 && use.Column is { Length: > 0 } column && !schema.Columns.Contains(column))
            {
                string hint = Nearest.Of(column, schema.Columns) is { } meant ? $"; did you mean '{meant}'?" : "";
                yield return new SettingsError($"{path}:{use.Path}", $"there is no column '{column}'{hint}");
            }
        }

        for (int i = 0; i < schema.Fields.Count; i++)
        {
            if (CheckConstant(schema.Fields[i]) is { } message)
            {
                yield return new SettingsError($"{path}:Fields:{i}:Constant", message);
            }
        }
    }

    private static IEnumerable<(string Path, string? Column)> Columns(SchemaSettings schema) =>
    [
        ("Key", schema.Key),
        ("Time", schema.Time),
        .. schema.Fields.Select((f, i) => f.Path is null ? ($"Fields:{i}:Name", f.Name) : ($"Fields:{i}:Path", f.Path)),
    ];

    private static string? CheckConstant(FieldSettings field) => field switch
    {
        { Missing: not MissingPolicy.Constant } => null,
        { Constant: null } => "Missing is Constant, so a value is needed here",
        { Kind: FieldKind.Numeric, Constant: var text } when !IsNumber(text) => $"a numeric field needs a number, not '{text}'",
        { Kind: FieldKind.Boolean, Constant: var text } when !bool.TryParse(text, out _) => $"a boolean field needs true or false, not '{text}'",
        _ => null,
    };

    private static bool IsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number);

    private static IEnumerable<string> Repeated(IEnumerable<string> names) =>
        names.Where(n => n.Length > 0).GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    private static partial Regex NamePattern();
}
