using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>
/// The arrays of several members in one file: those of member 2 are called "members.2.…"; a single member's have their plain names.
/// </summary>
internal static class MemberArrays
{
    public static IEnumerable<StoredTensor> Join(IReadOnlyList<IEnumerable<StoredTensor>> members) =>
        members.SelectMany((arrays, member) => arrays.Select(array => array with { Name = Prefix(member, members.Count) + array.Name }));

    /// <summary>The arrays of one of several members, by their plain names.</summary>
    public static IReadOnlyDictionary<string, StoredTensor> Select(
        IReadOnlyDictionary<string, StoredTensor> arrays, int member, int members)
    {
        string prefix = Prefix(member, members);
        return arrays.Values.Where(array => array.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(array => array with { Name = array.Name[prefix.Length..] })
            .ToDictionary(array => array.Name);
    }

    private static string Prefix(int member, int members) => members == 1 ? "" : $"members.{member}.";
}
