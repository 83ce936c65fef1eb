using System.Text;

namespace NetInsight.Fuzz;

/// <summary>Writes the initial corpus of afl-fuzz.</summary>
internal static class Corpus
{
    /// <summary>Writes the seeds, one file each, and the dictionary; reports seeds that are refused, since they reach less code.</summary>
    public static void Write(FuzzTarget target, string folder)
    {
        string seeds = Path.Combine(folder, "seeds");
        Directory.CreateDirectory(seeds);
        int index = 0;
        foreach (byte[] seed in target.Seeds())
        {
            string verdict = Verdict.Describe(target, seed);
            if (!verdict.StartsWith("read", StringComparison.Ordinal))
                Console.Error.WriteLine($"Seed {index} of {target.Name}: {verdict}");
            File.WriteAllBytes(Path.Combine(seeds, $"{index++:d3}"), seed);
        }

        File.WriteAllLines(Path.Combine(folder, "words"), target.Words().Select((word, i) => $"w{i}=\"{Escape(word)}\""));
    }

    private static string Escape(byte[] word)
    {
        StringBuilder text = new();
        foreach (byte value in word)
            text.Append(value is >= (byte)' ' and <= (byte)'~' and not ((byte)'"' or (byte)'\\')
                ? ((char)value).ToString() : $"\\x{value:x2}");
        return text.ToString();
    }
}
