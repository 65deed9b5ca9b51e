using System.Numerics;

namespace Detector.Core.Features;

/// <summary>Looks up the place of a category token in a list; open addressing, since tokens are hashes already.</summary>
internal sealed class TokenTable
{
    private readonly double[] _tokens;
    private readonly int[] _indexes;
    private readonly int _mask;

    /// <param name="tokens">The list.</param>
    /// <param name="aliases">Another token of each, which is found too unless one of the list is the same.</param>
    public TokenTable(IReadOnlyList<double> tokens, IReadOnlyList<double> aliases)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * (tokens.Count + aliases.Count)));
        _mask = size - 1;
        _tokens = new double[size];
        _indexes = new int[size];
        Array.Fill(_indexes, -1);
        Add(tokens);
        Add(aliases);
    }

    /// <summary>Index of the token in the list; -1 where it is not there.</summary>
    public int IndexOf(double token) => _indexes[Find(token)];

    private void Add(IReadOnlyList<double> tokens)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            int place = Find(tokens[i]);
            if (_indexes[place] < 0)
            {
                (_tokens[place], _indexes[place]) = (tokens[i], i);
            }
        }
    }

    private int Find(double token)
    {
        int place = (int)((long)token & _mask);
        while (_indexes[place] >= 0 && _tokens[place] != token)
        {
            place = (place + 1) & _mask;
        }

        return place;
    }
}
