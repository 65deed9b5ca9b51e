using System.Collections;
using System.Reflection;

namespace Detector.Streams.Settings;

/// <summary>What differs between two records of settings of the same kind.</summary>
/// <param name="Path">The setting, such as "EarlyStopping:HeldOut".</param>
/// <param name="One">Its value in the first.</param>
/// <param name="Other">Its value in the second.</param>
internal sealed record RecordDifference(string Path, string One, string Other)
{
    /// <summary>Every setting that differs; lists count as one.</summary>
    public static IEnumerable<RecordDifference> Between(object one, object other) =>
        one.GetType().GetProperties().Where(property => property.SetMethod is not null).SelectMany(property => Of(property, one, other));

    private static IEnumerable<RecordDifference> Of(PropertyInfo property, object one, object other)
    {
        object? mine = property.GetValue(one);
        object? its = property.GetValue(other);
        return mine is not null && its is not null && IsRecord(property.PropertyType)
            ? Between(mine, its).Select(difference => difference with { Path = $"{property.Name}:{difference.Path}" })
            : Text(mine) == Text(its) ? [] : [new RecordDifference(property.Name, Text(mine), Text(its))];
    }

    private static bool IsRecord(Type type) => type.IsClass && type != typeof(string) && !typeof(IEnumerable).IsAssignableFrom(type);

    private static string Text(object? value) => value switch
    {
        null => "the default",
        string text => text,
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Text))}]",
        _ => FormattableString.Invariant($"{value}"),
    };
}
