using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using NetInsight;
using NetInsight.Tests.Attribution;
using NetInsight.Tests.Cases;
using NetInsight.Tests.Execution;
using NetInsight.Tests.Reproducibility;

/// <summary>
/// What .NET calls before anything else where DOTNET_STARTUP_HOOKS names this assembly. Tests do so in processes of their own. One runs a
/// network on the CPU, prints the assemblies that this loaded, and ends; another reads hostile files; others print hashes of results and of
/// gradients.
/// </summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = ".NET looks for this name.")]
internal static class StartupHook
{
    /// <summary>The variable with which the assemblies of a run on the CPU are printed.</summary>
    public const string Variable = "NETINSIGHT_CPU_ALONE";

    /// <summary>The variable with which hashes of gradients are printed.</summary>
    public const string Gradients = "NETINSIGHT_GRADIENT_BITS";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(HostileProcess.Variable) is { } folder)
        {
            HostileProcess.Run(folder);
            Environment.Exit(0);
        }

        if (Environment.GetEnvironmentVariable(ResultHashes.Variable) is not null)
        {
            Console.WriteLine(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128);
            foreach (string line in ResultHashes.All())
                Console.WriteLine(line);
            Environment.Exit(0);
        }

        if (Environment.GetEnvironmentVariable(Gradients) is not null)
        {
            foreach (string hash in GradientBitsTests.HashesHere())
                Console.WriteLine(hash);
            Environment.Exit(0);
        }

        if (Environment.GetEnvironmentVariable(Variable) is null)
            return;
        using Model model = CaptumNetworks.OneConv();
        using Model other = model.On(Device.Cpu);
        Tensor input = new(new Shape(1, 1, 4, 4));
        Tensor logits = other.Forward(input, [Hook.See("relu1", _ => { })]);
        _ = Occlusion.Compute(model, input, options: new OcclusionOptions { Window = new OcclusionWindow(2, 1) });
        Console.WriteLine($"{Device.Cpu} {logits.Shape}");
        foreach (System.Reflection.Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
            Console.WriteLine(assembly.GetName().Name);
        Environment.Exit(0);
    }
}
