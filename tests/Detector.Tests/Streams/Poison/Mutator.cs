namespace Detector.Tests.Streams.Poison;

/// <summary>Damages messages at random, the same each time.</summary>
internal sealed class Mutator(int seed)
{
    private const int MostChanges = 4;

    private readonly Random _random = new(seed);

    /// <summary>A message with a few changes: bytes changed, left out, doubled, put in, moved, or words of the format put in.</summary>
    /// <param name="message">A good message.</param>
    /// <param name="words">What means something in its format.</param>
    public byte[] Of(byte[] message, IReadOnlyList<byte[]> words)
    {
        List<byte> bytes = [.. message];
        for (int changes = 1 + _random.Next(MostChanges); changes > 0; changes--)
        {
            int at = _random.Next(bytes.Count + 1);
            int length = Math.Min(_random.Next(12), bytes.Count - at);
            switch (_random.Next(7))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4 when _random.Next(8) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    bytes.Insert(at, (byte)_random.Next(256));
                    break;
                default:
                    bytes.RemoveRange(at, length);
                    bytes.InsertRange(at, words[_random.Next(words.Count)]);
                    break;
            }
        }

        return [.. bytes];
    }
}
