using BenchmarkDotNet.Running;
using NetInsight.Benchmarks;

// dotnet run -c Release --project bench/NetInsight.Benchmarks -- and one of
//     versus [--models a,b] [--threads n] [--batch n] [--json FILE] [--device cpu|cuda|opencl] [--gradient] [--peers FILE]
//     occlusion [--models a,b] [--window w] [--stride s] [--json FILE] [--device cpu|cuda|opencl] [--peers FILE]
//     gpu [--models a,b] [--batch n] [--steps n] [--products RxDxC,..] [--device cuda|opencl]
//     concurrent [--model a] [--calls n] [--stride s] [--pool]
//     gradient [--models a,b] [--threads n] [--batch n] [--json FILE] [--python PATH]
//     gradient-steps [--models a,b] [--threads n] [--batch n] [--rounds n] [--steps n]
//     attribution [--tasks a,b] [--threads n] [--steps n] [--masks n] [--json FILE] [--python PATH]
//     algorithms [--threads n]
//     product
//     embedding [--tasks a,b] [--threads n] [--shared FOLDER]
//     planning [--kinds a,b] [--layers a,b]
//     held [--file FILE] [--runs n]
//     soak [--minutes n] [--threads n] [--seed n]
//     kills [--rounds n] [--seed n]
//     faithfulness [--images n] [--steps n] [--methods a,b] [--shared FOLDER] [--json FILE]
//     synthesis [--parts a,b] [--figures FOLDER] [--threads n] [--shared FOLDER] [--python PATH]
//     cancel [--tasks a,b] [--rounds n] [--longest s] [--p99 ms]
//     style [--models a,b] [--optimizers a,b] [--size n] [--steps n] [--threads n] [--out FOLDER] [--shared FOLDER] [--python PATH]
//     style-figures [--model FILE] [--out FOLDER] [--size n] [--steps n] [--quality n]
//     --filter '*'        (BenchmarkDotNet: the kernels)
switch (args)
{
    case ["versus", ..]:
        return Versus.Run(args[1..]);
    case ["occlusion", ..]:
        return OcclusionVersus.Run(args[1..]);
    case ["gpu", ..]:
        return GpuTable.Run(args[1..]);
    case ["concurrent", ..]:
        return ConcurrentOcclusion.Run(args[1..]);
    case ["gradient", ..]:
        return GradientVersus.Run(args[1..]);
    case ["gradient-steps", ..]:
        return GradientSteps.Run(args[1..]);
    case ["gradient-memory", var path, var batch, var threads]:
        return GradientVersus.Memory(path, int.Parse(batch), int.Parse(threads));
    case ["attribution", ..]:
        return AttributionVersus.Run(args[1..]);
    case ["attribution-one", var task, var count, var threads]:
        return AttributionVersus.One(task, int.Parse(count), int.Parse(threads));
    case ["algorithms", ..]:
        return AlgorithmTable.Run(args[1..]);
    case ["product"]:
        return ProductPeak.Run();
    case ["embedding", ..]:
        return EmbeddingTable.Run(args[1..]);
    case ["planning", ..]:
        return PlanningTable.Run(args[1..]);
    case ["held", ..]:
        return HeldMemory.Run(args[1..]);
    case ["soak", ..]:
        return Soak.Run(args[1..]);
    case ["kills", ..]:
        return Kills.Run(args[1..]);
    case ["kill-job", var folder]:
        return Kills.Job(folder);
    case ["faithfulness", ..]:
        return FaithfulnessTable.Run(args[1..]);
    case ["synthesis", ..]:
        return SynthesisTable.Run(args[1..]);
    case ["cancel", ..]:
        return CancellationTable.Run(args[1..]);
    case ["style-figures", ..]:
        return StyleFigures.Run(args[1..]);
    case ["style", ..]:
        return StyleVersus.Run(args[1..]);
    case ["memory", var side, var path, var batch, var threads]:
        return Memory.Run(side, path, int.Parse(batch), int.Parse(threads));
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
