using System.Globalization;
using Google.Protobuf;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Fuzz;
using NetInsight.Fuzz.Comparison;
using SharpFuzz;

// TARGET                 reads the input of afl-fuzz, or standard input without it
// TARGET FILE...         reads files and prints the outcome of each: to examine finds
// compare FIRST COUNT FOLDER   compares mutated networks with ONNX Runtime; compare-part is its child process
// show SEED|MODEL [FILE] compares one, prints its nodes, and writes it to a file
// seeds TARGET FOLDER    writes small valid files into FOLDER/seeds, and FOLDER/words, a dictionary
switch (args)
{
    case ["seeds", string name, string folder]:
        Corpus.Write(FuzzTarget.Named(name), folder);
        return 0;
    case ["compare", string first, string count, string folder]:
        return Campaign.Run(long.Parse(first, CultureInfo.InvariantCulture), long.Parse(count, CultureInfo.InvariantCulture), folder);
    case ["compare-part", string first, string count, string folder]:
        Campaign.Part(long.Parse(first, CultureInfo.InvariantCulture), long.Parse(count, CultureInfo.InvariantCulture), folder);
        return 0;
    case ["show", string seed, .. string[] to]:
        bool isFile = File.Exists(seed);
        ModelProto? model = isFile ? ModelProto.Parser.ParseFrom(File.ReadAllBytes(seed)) : null;
        Outcome outcome = isFile ? Comparer.Compare(model!, batch: 2, _ => { })
            : Campaign.One(long.Parse(seed, CultureInfo.InvariantCulture), _ => { }, out model);
        Console.WriteLine($"{outcome.Kind}: {outcome.Detail}\n{Listing.Of(model)}");
        if (to is [string path] && model is not null)
            File.WriteAllBytes(path, model.ToByteArray());
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
        Console.Error.WriteLine(
            $"usage: NetInsight.Fuzz ({targets}) [files], seeds TARGET FOLDER, compare FIRST COUNT FOLDER, or show SEED|MODEL [FILE]");
        return 2;
}
