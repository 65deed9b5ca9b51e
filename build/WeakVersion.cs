using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a shared library so that it does without a version of another library that this system's lacks (build/Torch.targets says why):
/// the version is marked weak, which makes the dynamic linker go on without it. A build task; where the system has the version,
/// nothing is written.
/// </summary>
public sealed class WeakVersion : Task
{
    private const int SectionHeaders = 0x28;
    private const int SectionHeaderSize = 0x3A;
    private const uint VersionNeeds = 0x6ffffffe;
    private const byte Weak = 2;

    /// <summary>The shared library: ELF, 64 bits, little-endian.</summary>
    [Required]
    public string Source { get; set; } = "";

    /// <summary>Where the copy goes.</summary>
    [Required]
    public string Target { get; set; } = "";

    /// <summary>The library that is needed, such as libstdc++.so.6.</summary>
    [Required]
    public string Library { get; set; } = "";

    /// <summary>The version of it, such as GLIBCXX_3.4.32.</summary>
    [Required]
    public string Version { get; set; } = "";

    /// <summary>Whether the copy is there.</summary>
    [Output]
    public bool IsWritten { get; set; }

    public override bool Execute()
    {
        if (SystemHasIt())
        {
            return true;
        }

        byte[] image = File.ReadAllBytes(Source);
        if (!Mark(image))
        {
            Log.LogError($"{Source} does not ask for {Version} of {Library} as build/Torch.targets takes it to: is it of another version?");
            return false;
        }

        // Projects are built side by side: the file appears whole, once, and is not touched while another copies it.
        IsWritten = true;
        if (File.Exists(Target) && File.ReadAllBytes(Target).SequenceEqual(image))
        {
            return true;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Target));
        string whole = $"{Target}.{Guid.NewGuid():N}";
        File.WriteAllBytes(whole, image);
        if (File.Exists(Target))
        {
            File.Replace(whole, Target, null);
            return true;
        }

        try
        {
            File.Move(whole, Target);
        }
        catch (IOException) when (File.Exists(Target))
        {
            File.Delete(whole); // another build was quicker
        }

        return true;
    }

    // .NET itself runs on the library, so it is the one that this process has in memory.
    private bool SystemHasIt()
    {
        string path = File.ReadLines("/proc/self/maps").Select(line => line.Split(' ').Last())
            .FirstOrDefault(mapped => Path.GetFileName(mapped).StartsWith(Library, StringComparison.Ordinal));
        return path is null || Encoding.GetEncoding("latin1").GetString(File.ReadAllBytes(path)).Contains(Version + '\0');
    }

    // https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
    private bool Mark(byte[] image)
    {
        long sections = Long(image, SectionHeaders);
        int size = Short(image, SectionHeaderSize);
        int count = Short(image, SectionHeaderSize + 2);
        for (int i = 0; i < count; i++)
        {
            long header = sections + (i * size);
            if (Int(image, header + 4) == VersionNeeds)
            {
                long names = Long(image, sections + (Int(image, header + 0x28) * size) + 0x18);
                return Mark(image, Long(image, header + 0x18), names);
            }
        }

        return false;
    }

    private bool Mark(byte[] image, long need, long names)
    {
        while (true)
        {
            if (Text(image, names + Int(image, need + 4)) == Library)
            {
                long version = need + Int(image, need + 8);
                for (int left = Short(image, need + 2); left > 0; left--)
                {
                    if (Text(image, names + Int(image, version + 8)) == Version)
                    {
                        image[version + 4] |= Weak;
                        return true;
                    }

                    version += Int(image, version + 12);
                }
            }

            uint next = Int(image, need + 12);
            if (next == 0)
            {
                return false;
            }

            need += next;
        }
    }

    private static string Text(byte[] image, long at) =>
        Encoding.ASCII.GetString(image, (int)at, Array.IndexOf(image, (byte)0, (int)at) - (int)at);

    private static ushort Short(byte[] image, long at) => BitConverter.ToUInt16(image, (int)at);

    private static uint Int(byte[] image, long at) => BitConverter.ToUInt32(image, (int)at);

    private static long Long(byte[] image, long at) => BitConverter.ToInt64(image, (int)at);
}
