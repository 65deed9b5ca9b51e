namespace Detector.Models.Objects;

/// <summary>
/// Objects by their keys, each replaced as a whole. Whatever goes wrong is one <see cref="IOException"/> that says what and where.
/// </summary>
internal interface IObjectStore
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>An object; null where there is none.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="known">A tag: an object that still has it comes without content.</param>
    StoredObject? Get(string key, string? known = null);

    /// <summary>Writes an object.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="content">Its content.</param>
    /// <param name="condition">What is to be there before; null: whatever there is.</param>
    /// <returns>The new object's tag; null where the condition does not hold.</returns>
    string? Put(string key, ReadOnlyMemory<byte> content, PutCondition? condition = null);

    /// <summary>Removes an object, where it is there.</summary>
    void Delete(string key);

    /// <summary>All objects whose keys begin so.</summary>
    IReadOnlyList<ObjectEntry> List(string prefix);

    /// <summary>What stands before the first slash of keys, each once.</summary>
    IReadOnlyList<string> Folders();
}

/// <summary>An object as it was read.</summary>
/// <param name="Tag">Changes whenever its content does.</param>
/// <param name="Content">Its content; null where it is known.</param>
internal sealed record StoredObject(string Tag, byte[]? Content);

/// <summary>A line of a list of objects.</summary>
internal sealed record ObjectEntry(string Key, long Bytes, DateTimeOffset Written);

/// <summary>What is to be there before an object is written.</summary>
/// <param name="Tag">An object with this tag; null: none.</param>
internal sealed record PutCondition(string? Tag);
