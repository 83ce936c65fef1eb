using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/NetInsight.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
