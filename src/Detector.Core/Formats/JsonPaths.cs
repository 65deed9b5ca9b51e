using System.Text;

namespace Detector.Core.Formats;

/// <summary>
/// Compiles dotted paths into a tree of the keys to look for. Each dot may step into an object or array, or be part of a key.
/// </summary>
internal static class JsonPaths
{
    public static JsonNode Compile(RowBuilder row)
    {
        var root = new JsonNode();
        foreach ((string path, int slot) in row.Slots)
        {
            Insert(root, path.Split('.'), 0, 0, slot);
        }

        var contested = row.Slots.Where(s => s.Path.Contains('.', StringComparison.Ordinal)).Select(s => s.Slot).ToHashSet();
        MarkNumbers(root, row, contested);
        return root;
    }

    private static void Insert(JsonNode node, string[] parts, int start, int rank, int slot)
    {
        for (int end = start + 1; end <= parts.Length; end++)
        {
            JsonKey key = node.Declare(Encoding.UTF8.GetBytes(string.Join('.', parts[start..end])));
            int literal = rank + end - start - 1;
            if (end == parts.Length)
            {
                key.Targets = [.. key.Targets, new JsonTarget(slot, literal)];
            }
            else
            {
                Insert(key.Inside ??= new JsonNode(), parts, end, literal, slot);
            }
        }
    }

    private static void MarkNumbers(JsonNode node, RowBuilder row, HashSet<int> contested)
    {
        foreach (JsonKey key in node.Keys)
        {
            if (key.Targets is [var only] && !contested.Contains(only.Slot) && row.KindAt(only.Slot) == SlotKind.Number)
            {
                key.NumberSlot = only.Slot;
            }

            if (key.Inside is not null)
            {
                MarkNumbers(key.Inside, row, contested);
            }
        }
    }
}
