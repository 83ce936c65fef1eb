using NetInsight.Fuzz;
using SharpFuzz;

// TARGET                 reads the input of afl-fuzz, or standard input without it
// TARGET FILE...         reads files and prints the outcome of each: to examine finds
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
        string targets = string.Join('|', FuzzTarget.All.Select(target => target.Name));
        Console.Error.WriteLine($"usage: NetInsight.Fuzz ({targets}) [files], or seeds TARGET FOLDER");
        return 2;
}
