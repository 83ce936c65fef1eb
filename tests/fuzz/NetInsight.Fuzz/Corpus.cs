using System.Text;

namespace NetInsight.Fuzz;

/// <summary>Writes what afl-fuzz begins with.</summary>
internal static class Corpus
{
    /// <summary>Writes the seeds, one file each, and the dictionary; says which seeds are not read, for from those less is reached.</summary>
    public static void Write(FuzzTarget target, string folder)
    {
        string seeds = Path.Combine(folder, "seeds");
        Directory.CreateDirectory(seeds);
        int number = 0;
        foreach (byte[] seed in target.Seeds())
        {
            string verdict = Verdict.Describe(target, seed);
            if (!verdict.StartsWith("read", StringComparison.Ordinal))
                Console.Error.WriteLine($"Seed {number} of {target.Name}: {verdict}");
            File.WriteAllBytes(Path.Combine(seeds, $"{number++:d3}"), seed);
        }

        File.WriteAllLines(Path.Combine(folder, "words"), target.Words().Select((word, i) => $"w{i}=\"{Escape(word)}\""));
    }

    private static string Escape(byte[] word)
    {
        StringBuilder text = new();
        foreach (byte value in word)
            text.Append(value is >= (byte)' ' and <= (byte)'~' and not ((byte)'"' or (byte)'\\') ? ((char)value).ToString() : $"\\x{value:x2}");
        return text.ToString();
    }
}
