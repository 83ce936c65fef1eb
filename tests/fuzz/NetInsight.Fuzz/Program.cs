using NetInsight.Fuzz;
using SharpFuzz;

// TARGET                 reads what afl-fuzz gives, or standard input where it does not run
// TARGET FILE...         reads files, and says how each ended: to look at finds
// seeds TARGET FOLDER    writes small valid files into FOLDER/seeds, and FOLDER/words, a dictionary
switch (args)
{
    case ["seeds", string name, string folder]:
        Corpus.Write(FuzzTarget.Named(name), folder);
        return 0;
    case [string name]:
        FuzzTarget target = FuzzTarget.Named(name);
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using MemoryStream memory = new();
            stream.CopyTo(memory);
            Verdict.Judge(target, memory.ToArray());
        });
        return 0;
    case [string name, .. string[] files]:
        foreach (string file in files)
            Console.WriteLine($"{Path.GetFileName(file)}: {Verdict.Describe(FuzzTarget.Named(name), File.ReadAllBytes(file))}");
        return 0;
    default:
        Console.Error.WriteLine($"usage: NetInsight.Fuzz ({string.Join('|', FuzzTarget.All.Select(target => target.Name))}) [files], or seeds TARGET FOLDER");
        return 2;
}
