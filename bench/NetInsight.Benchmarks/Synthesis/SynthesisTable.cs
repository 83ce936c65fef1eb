using System.CommandLine;

namespace NetInsight.Benchmarks;

/// <summary>What presets of synthesis do on trained networks and photographs: tables, figures, and whether each bound holds.</summary>
internal static class SynthesisTable
{
    private static readonly Dictionary<string, Func<SynthesisInputs, bool>> Parts = new()
    {
        ["classes"] = ClassAgreement.Run,
        ["fooling"] = FoolingRates.Run,
        ["inversion"] = InversionDetail.Run,
        ["accentuation"] = AccentuationTable.Run,
        ["dream"] = DreamTable.Run,
        ["demo"] = DemoFigures.Run,
    };

    /// <summary>Reads the arguments and runs; 1 where a bound does not hold.</summary>
    public static int Run(string[] args)
    {
        Option<string> shared = new("--shared") { Description = "The folder with data/.", DefaultValueFactory = _ => "../shared" };
        Option<string?> parts = new("--parts")
        {
            Description = $"Parts, separated by commas: {string.Join(", ", Parts.Keys)}, speed; all by default.",
        };
        Option<DirectoryInfo?> figures = new("--figures") { Description = "A folder for figures." };
        Option<int> threads = new("--threads") { Description = "Threads.", DefaultValueFactory = _ => Environment.ProcessorCount };
        Option<string?> python = new("--python") { Description = "A Python with PyTorch, to run Lucid's recipe beside ours in \"speed\"." };
        RootCommand command = new("Evidence for synthesis.") { shared, parts, figures, threads, python };
        command.SetAction(parsed =>
        {
            SynthesisInputs inputs = new(parsed.GetRequiredValue(shared), parsed.GetValue(figures), parsed.GetValue(threads));
            if (!inputs.Exist)
            {
                Console.WriteLine($"SKIPPED: networks or photographs are absent in {parsed.GetRequiredValue(shared)}");
                return 0;
            }

            string[] chosen = parsed.GetValue(parts)?.Split(',') ?? [.. Parts.Keys, "speed"];
            bool holds = true;
            foreach (string part in chosen)
            {
                bool own = part == "speed" ? SynthesisSpeed.Run(inputs, parsed.GetValue(python)) : Parts[part](inputs);
                Console.WriteLine($"{part}: {(own ? "holds" : "DOES NOT HOLD")}");
                Console.WriteLine();
                holds &= own;
            }

            return holds ? 0 : 1;
        });
        return command.Parse(args).Invoke();
    }
}
