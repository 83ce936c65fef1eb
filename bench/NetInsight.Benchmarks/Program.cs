using BenchmarkDotNet.Running;
using NetInsight.Benchmarks;

// dotnet run -c Release --project bench/NetInsight.Benchmarks -- versus [--models a,b] [--threads n] [--batch n] [--json FILE] [--device cpu|cuda|opencl]
// dotnet run -c Release --project bench/NetInsight.Benchmarks -- --filter '*'        (BenchmarkDotNet: the kernels)
switch (args)
{
    case ["versus", ..]:
        return Versus.Run(args[1..]);
    case ["memory", var side, var path, var batch, var threads]:
        return Memory.Run(side, path, int.Parse(batch), int.Parse(threads));
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
